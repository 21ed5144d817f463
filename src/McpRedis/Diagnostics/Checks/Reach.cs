using McpRedis.Diagnostics.Sampling;
using McpRedis.Topology;

namespace McpRedis.Diagnostics.Checks;

/// <summary>Who can reach a server at all, as its settings have it; a firewall is not seen.</summary>
internal static class Reach
{
    /// <summary>It listens on an address beyond its own machine.</summary>
    public static bool IsBeyondLoopback(NodeSample node)
    {
        string[] addresses = [.. (node.Setting("bind") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(address => address.TrimStart('-'))];
        return addresses.Length == 0 || addresses.Any(address => !NodeAddress.IsLoopbackHost(address));
    }

    /// <summary>Without a password the server turns away everybody who does not come from its own machine.</summary>
    public static bool IsProtected(NodeSample node) => node.Setting("protected-mode") == "yes";

    public static string Text(NodeSample node) => IsBeyondLoopback(node) ? "beyond this machine" : "this machine only";
}
