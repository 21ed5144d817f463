using McpRedis.Diagnostics.Clients;

namespace McpRedis.Diagnostics.Monitoring;

/// <summary>How listening to one node for a few seconds went.</summary>
/// <param name="Seconds">How long was listened.</param>
/// <param name="EndedBy">What ended it.</param>
/// <param name="Cost">What it cost.</param>
/// <param name="Clients">Who has which address; empty where CLIENT LIST may not be run.</param>
internal sealed record MonitorSample(double Seconds, MonitorEnd EndedBy, MonitorCost Cost, IReadOnlyDictionary<string, ClientEntry> Clients);
