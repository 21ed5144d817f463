namespace McpRedis.Http;

/// <summary>The revisions of the protocol, which differ in how a conversation is held: since 2026-07-28 every request stands alone, before it a handshake began a session.</summary>
internal static class ProtocolEra
{
    /// <summary>The revision without handshake and sessions.</summary>
    public const string Stateless = "2026-07-28";

    /// <summary>Of whoever sends no header (2025-11-25, basic/transports).</summary>
    public const string Unnamed = "2025-03-26";

    private static readonly string[] Handshake = ["2025-11-25", "2025-06-18", Unnamed, "2024-11-05"];

    public static bool IsHandshake(string version) => Array.IndexOf(Handshake, version) >= 0;
}
