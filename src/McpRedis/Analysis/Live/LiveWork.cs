using McpRedis.Analysis.Counting;

namespace McpRedis.Analysis.Live;

/// <summary>What all readers of one run share. The tally is locked by whoever adds to it.</summary>
internal sealed record LiveWork(AnalysisOptions Options, AnalysisTally Tally, Questions Questions, LiveBudget Budget);
