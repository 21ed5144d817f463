using McpRedis.Diagnostics.Clients;

namespace McpRedis.Diagnostics.Monitoring;

/// <summary>What one node did in a few seconds.</summary>
/// <param name="Tally">Counts.</param>
/// <param name="Seconds">How long was listened.</param>
/// <param name="EndedBy">What ended it.</param>
/// <param name="Cost">What it cost.</param>
/// <param name="Clients">Who has which address; empty where CLIENT LIST may not be run.</param>
internal sealed record MonitorSample(MonitorTally Tally, double Seconds, MonitorEnd EndedBy, MonitorCost Cost, IReadOnlyDictionary<string, ClientEntry> Clients);
