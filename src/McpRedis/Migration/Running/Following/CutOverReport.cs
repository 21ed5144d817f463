namespace McpRedis.Migration.Running.Following;

/// <summary>What a cut-over came to: the target holds all that the source does, and clients may go there.</summary>
/// <param name="HeldMs">Time until both were level, while writers at the source waited.</param>
/// <param name="LeftMs">How long the source holds them still, counted from now; then it lets them go on by itself.</param>
/// <param name="Compared">Keys that were compared.</param>
/// <param name="IsSample">Some only, chosen by chance.</param>
/// <param name="SourceKeys">Keys of the source that are taken.</param>
/// <param name="TargetKeys">Keys the target holds.</param>
/// <param name="Text">What to do now, for a person.</param>
internal sealed record CutOverReport(long HeldMs, long LeftMs, long Compared, bool IsSample, long? SourceKeys, long? TargetKeys, string Text);
