namespace McpRedis.Diagnostics;

/// <summary>Checks that lacked a fact.</summary>
/// <param name="Ids">The checks.</param>
/// <param name="Missing">The command, field or setting.</param>
/// <param name="Reason">Why it is missing: the right the user lacks, or that the server does not have it.</param>
/// <param name="Nodes">Where.</param>
internal sealed record NotChecked(IReadOnlyList<string> Ids, string Missing, string Reason, IReadOnlyList<string> Nodes);
