extension CourseRow {
  /// Family L: learning by trial.
  static let reinforcement: [CourseRow] = [
    CourseRow("L1", "Environments", "S0:6273–6540, 6632"),
    CourseRow("L2", "Policies", "S0:6560"),
    CourseRow("L3", "Q-learning, SARSA, TD(λ), Monte-Carlo", "S0:6453, 7221–7255"),
    CourseRow("L4", "DQN", "S0:6777–6966, 7291"),
    CourseRow("L5", "REINFORCE", "S0:6974–7094, 7187–7289"),
    CourseRow("L6", "Actor-critic, A2C, A3C", "S0:7349–7445"),
    CourseRow("L7", "PPO", "S0:7447"),
    CourseRow("L8", "Curiosity, random network distillation", "S0:7547"),
    CourseRow("L9", "Views", "S0:6540"),
    CourseRow("L10", "Discretised actions", "S0:6333, 6980"),
  ]
}
