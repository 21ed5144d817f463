using System.Buffers;
using System.Globalization;

namespace McpRedis.Redis;

/// <summary>
/// Which product and version answers. All of them claim to be some Redis for the sake of old clients, so redis_version
/// names a product only when no other product's field is there: valkey_version, garnet_version, dragonfly_version,
/// KeyDB's mvcc_depth, or a <c>…_version</c> in the section Server that we do not know.
/// </summary>
internal sealed record ServerIdentity(ServerFlavour Flavour, Version? Version, Version? CompatibleVersion)
{
    // Fields of Redis' own section Server that end like a product's version.
    private static readonly string[] OwnVersions = ["redis_version", "gcc_version"];
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.");

    public static ServerIdentity Of(Greeting hello, InfoText info)
    {
        var claimed = Parse(info["redis_version"]);
        if (info["valkey_version"] is { } valkey)
        {
            return new(ServerFlavour.Valkey, Parse(valkey), claimed);
        }
        if ((info["garnet_version"] ?? hello.GarnetVersion) is { } garnet)
        {
            return new(ServerFlavour.Garnet, Parse(garnet), claimed ?? Parse(hello.Version));
        }
        if (info["dragonfly_version"] is { } dragonfly)
        {
            return new(ServerFlavour.Dragonfly, Parse(dragonfly), claimed);
        }
        if (hello.Server == "valkey")
        {
            return new(ServerFlavour.Valkey, Parse(hello.Version), claimed);
        }
        if (claimed is null)
        {
            return new(ServerFlavour.Unknown, null, Parse(hello.Version));
        }
        // KeyDB calls its own version redis_version; what it follows is the Redis 6.2 it was forked from, and it does not say so.
        if (info["mvcc_depth"] is not null || info["executable"]?.EndsWith("keydb-server", StringComparison.Ordinal) == true)
        {
            return new(ServerFlavour.KeyDb, claimed, claimed);
        }
        bool another = info.Section("Server").Any(line => line.Key.EndsWith("_version", StringComparison.Ordinal) && !OwnVersions.Contains(line.Key));
        return another ? new(ServerFlavour.Unknown, null, claimed) : new(ServerFlavour.Redis, claimed, claimed);
    }

    /// <summary>redis_mode, or server_mode as Valkey calls it since 8.</summary>
    public static ServerMode Mode(Greeting hello, InfoText info) => (info["redis_mode"] ?? info["server_mode"] ?? hello.Mode) switch
    {
        "sentinel" => ServerMode.Sentinel,
        "cluster" => ServerMode.Cluster,
        _ when info["cluster_enabled"] == "1" => ServerMode.Cluster,
        "standalone" => ServerMode.Standalone,
        _ when info["cluster_enabled"] == "0" => ServerMode.Standalone,
        _ => ServerMode.Unknown,
    };

    public static ServerRole Role(string? word) => word switch
    {
        "master" or "primary" => ServerRole.Master,
        "slave" or "replica" => ServerRole.Replica,
        "sentinel" => ServerRole.Sentinel,
        _ => ServerRole.Unknown,
    };

    // "8.6.3", "df-v1.40.2", "7.2.4-rc1": the first run of digits and dots that has at least two numbers.
    private static Version? Parse(string? text)
    {
        var rest = text.AsSpan();
        int start = rest.IndexOfAnyInRange('0', '9');
        if (start < 0)
        {
            return null;
        }
        rest = rest[start..];
        int end = rest.IndexOfAnyExcept(VersionCharacters);
        rest = (end < 0 ? rest : rest[..end]).Trim('.');
        return System.Version.TryParse(rest.ToString(), out var version) ? version
            : int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int major) ? new Version(major, 0) : null;
    }
}
