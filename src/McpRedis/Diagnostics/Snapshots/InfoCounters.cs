using System.Globalization;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.Snapshots;

/// <summary>The numbers of an INFO, by name; of a line of several as <c>cmdstat_get.calls</c>, <c>db0.keys</c>.</summary>
internal static class InfoCounters
{
    /// <summary>More than a server with every command called has.</summary>
    private const int MostNumbers = 4_000;

    private static readonly string[] Composite = ["cmdstat_", "errorstat_", "db"];

    // What only grows while a server runs: of these a rate makes sense.
    private static readonly string[] Rising =
    [
        "total_", "keyspace_hits", "keyspace_misses", "expired_", "evicted_", "rejected_connections", "used_cpu_", "sync_", "rdb_saves", "aof_rewrites",
        "io_threaded_", "tracking_total", "unexpected_error_replies", "acl_access_denied_", "client_query_buffer_limit_disconnections",
        "client_output_buffer_limit_disconnections", "master_repl_offset", "expire_cycle_cpu_milliseconds", "eventloop_cycles", "eventloop_duration_sum",
        "eventloop_duration_cmd_sum", "reply_buffer_shrinks", "reply_buffer_expands", "lazyfreed_objects", "active_defrag_hits", "active_defrag_misses",
        "active_defrag_key_hits", "active_defrag_key_misses", "total_active_defrag_time", "cluster_stats_messages_", "errorstat_", "cmdstat_",
    ];

    private static readonly string[] NotRising = ["total_system_memory", "total_blocking_keys", "total_watched_keys", "tracking_total_", "expired_stale_perc", "expired_time_cap_reached_count_"];

    public static Dictionary<string, double> Read(InfoText info)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (string section in info.Sections)
        {
            foreach (var (name, value) in info.Section(section))
            {
                Add(numbers, name, value);
            }
        }
        return numbers;
    }

    /// <summary>Whether the number counts what happens. <c>cmdstat_get.usec_per_call</c> does not.</summary>
    public static bool IsRising(string name) =>
        Array.Exists(Rising, begin => name.StartsWith(begin, StringComparison.Ordinal)) && !Array.Exists(NotRising, begin => name.StartsWith(begin, StringComparison.Ordinal))
        && !name.EndsWith(".usec_per_call", StringComparison.Ordinal) && !name.EndsWith("_human", StringComparison.Ordinal);

    private static void Add(Dictionary<string, double> numbers, string name, string value)
    {
        if (numbers.Count >= MostNumbers)
        {
            return;
        }
        if (Number(value) is { } number)
        {
            numbers.TryAdd(name, number);
        }
        else if (Array.Exists(Composite, begin => name.StartsWith(begin, StringComparison.Ordinal)))
        {
            foreach (var (part, text) in InfoText.Parts(value))
            {
                if (Number(text) is { } figure)
                {
                    numbers.TryAdd($"{name}.{part}", figure);
                }
            }
        }
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) ? number : null;
}
