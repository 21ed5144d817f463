using McpRedis.Diagnostics.Sampling;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.Checks;

/// <summary>Product and version of a node.</summary>
internal static class ServerVersion
{
    private static readonly Greeting Silent = new(null, null, null, null, null, null);

    public static ServerIdentity Of(NodeSample node) => ServerIdentity.Of(Silent, node.Info);

    /// <summary>Whether it has CLUSTER SLOT-STATS. To others the question would be an error, which it counts.</summary>
    public static bool TellsSlots(InfoText info) => ServerIdentity.Of(Silent, info) switch
    {
        { Flavour: ServerFlavour.Redis, Version: { } version } => version >= new Version(8, 2),
        { Flavour: ServerFlavour.Valkey, Version: { } version } => version >= new Version(8, 0),
        _ => false,
    };

    public static string Text(ServerIdentity identity) => $"{identity.Flavour} {identity.Version}";
}
