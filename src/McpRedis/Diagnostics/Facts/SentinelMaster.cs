using System.Globalization;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.Facts;

// One element of SENTINEL MASTERS is a list of names and values (a map with RESP3):
//
//   name mymaster ip 127.0.0.1 port 6379 flags master num-slaves 1 num-other-sentinels 2 quorum 2 config-epoch 0 failover-timeout 180000 …

/// <summary>A master as a sentinel watches it.</summary>
/// <param name="Name">Name of the service.</param>
/// <param name="Address">Where it takes the master to be.</param>
/// <param name="Flags">master, and s_down, o_down, failover_in_progress.</param>
/// <param name="Replicas">Replicas known.</param>
/// <param name="OtherSentinels">Sentinels known beside this one.</param>
/// <param name="Quorum">Sentinels that must agree that it is down.</param>
internal sealed record SentinelMaster(string Name, string Address, IReadOnlyList<string> Flags, long Replicas, long OtherSentinels, long Quorum)
{
    public static IReadOnlyList<SentinelMaster> Read(RespValue reply) => [.. reply.ItemArray.Select(Of)];

    private static SentinelMaster Of(RespValue fields) => new(
        Greeting.Field(fields, "name").Text,
        $"{Greeting.Field(fields, "ip").Text}:{Greeting.Field(fields, "port").Text}",
        Greeting.Field(fields, "flags").Text.Split(','),
        Number(fields, "num-slaves"),
        Number(fields, "num-other-sentinels"),
        Number(fields, "quorum"));

    private static long Number(RespValue fields, string name) =>
        long.TryParse(Greeting.Field(fields, name).Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
