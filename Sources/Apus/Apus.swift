@_exported import ApusClassic
@_exported import ApusCore
@_exported import ApusData
@_exported import ApusInterop
@_exported import ApusNN
@_exported import ApusPlot
@_exported import ApusRecipes
@_exported import ApusTraining
