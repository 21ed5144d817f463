using McpRedis.Diagnostics.Sampling;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.Checks;

/// <summary>Product and version of a node.</summary>
internal static class ServerVersion
{
    private static readonly Greeting Silent = new(null, null, null, null, null, null);

    public static ServerIdentity Of(NodeSample node) => ServerIdentity.Of(Silent, node.Info);

    public static string Text(ServerIdentity identity) => $"{identity.Flavour} {identity.Version}";
}
