extension CourseRow {
  /// Family H: networks over sequences.
  static let recurrent: [CourseRow] = [
    CourseRow("H1", "RNN, LSTM, peephole LSTM, coupled-gate LSTM, GRU", "S2:3619–3938, S0:4312"),
    CourseRow("H2", "Bidirectional, deep/stacked, skip-over-time, hierarchical", "S0:4366–4416"),
    CourseRow("H3", "One-to-one … many-to-many", "S0:4005"),
    CourseRow("H4", "Teacher forcing, scheduled sampling, gradient clipping", "S0:4205"),
    CourseRow("H5", "Time series", "S0:4233, 4362"),
    CourseRow("H6", "Character text generation", "S2:3954"),
    CourseRow("H7", "Encoder-decoder translation", "S0:4504–4560"),
    CourseRow("H8", "Attention in seq2seq", "S0:4585"),
    CourseRow("H9", "Listen, Attend and Spell", "S0:4624"),
    CourseRow("H10", "CNN + RNN + CTC speech", "S0:4682"),
    CourseRow("H11", "Image captioning", "S2:4149"),
    CourseRow("H12", "Video classification", "S0:4607"),
    CourseRow("H13", "Music / one-to-many generation", "S0:4023"),
    CourseRow("H14", "Transformer, GPT, BERT", "S0:4506"),
    CourseRow("H15", "Sequence tasks", "S0:4233, 4713, S2:3533"),
  ]
}
