import ApusCommand

apusMain()
