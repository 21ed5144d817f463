namespace McpRedis.Redis;

/// <summary>What a server is and can do. Anything an ACL hides stays unknown; nothing here is guessed.</summary>
/// <param name="Flavour">Product.</param>
/// <param name="Version">The product's own version (Valkey 8.1.1, not the 7.2.4 it claims to old clients); null when hidden.</param>
/// <param name="CompatibleVersion">The redis_version it claims; null when hidden.</param>
/// <param name="Mode">Standalone, cluster or sentinel.</param>
/// <param name="Role">Master or replica.</param>
/// <param name="Modules">Names of loaded modules, lower case; empty when none or hidden.</param>
/// <param name="NotVisible">Probes that were forbidden, e.g. <c>INFO</c>.</param>
internal sealed record ServerProfile(
    ServerFlavour Flavour,
    Version? Version,
    Version? CompatibleVersion,
    ServerMode Mode,
    ServerRole Role,
    IReadOnlyList<string> Modules,
    IReadOnlyList<string> NotVisible);
