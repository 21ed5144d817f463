using System.Globalization;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.Latency;

// INFO latencystats and commandstats, Redis 7.0; which percentiles there are is the setting latency-tracking-info-percentiles:
//
//   latency_percentiles_usec_client|list:p50=18.047,p99=18.047,p99.9=18.047
//   cmdstat_client|list:calls=1,usec=18,usec_per_call=18.00,rejected_calls=0,failed_calls=0

/// <summary>How long commands take, from counters that run since the server's start or CONFIG RESETSTAT.</summary>
/// <param name="Command">Name, with sub-command: <c>client|list</c>.</param>
/// <param name="Calls">How often it ran; null where the server does not say.</param>
/// <param name="MeanUs">Mean time.</param>
/// <param name="PercentilesUs">By name: <c>p50</c>, <c>p99</c>, <c>p99.9</c>.</param>
internal sealed record CommandLatencies(string Command, long? Calls, double? MeanUs, IReadOnlyDictionary<string, double> PercentilesUs)
{
    private const string Percentiles = "latency_percentiles_usec_";

    /// <summary>The highest percentile.</summary>
    public double WorstUs => PercentilesUs.Count == 0 ? 0 : PercentilesUs.Values.Max();

    /// <summary>Slowest first.</summary>
    public static IReadOnlyList<CommandLatencies> Read(InfoText info) =>
        [.. info.Starting(Percentiles).Select(line => Of(line.Key[Percentiles.Length..], line.Value, info)).OrderByDescending(command => command.WorstUs)];

    private static CommandLatencies Of(string command, string percentiles, InfoText info)
    {
        var counted = InfoText.Parts(info["cmdstat_" + command] ?? "");
        return new(
            command,
            long.TryParse(counted.GetValueOrDefault("calls"), NumberStyles.None, CultureInfo.InvariantCulture, out long calls) ? calls : null,
            Number(counted.GetValueOrDefault("usec_per_call")),
            InfoText.Parts(percentiles).Where(part => Number(part.Value) is not null).ToDictionary(part => part.Key, part => Number(part.Value)!.Value));
    }

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
