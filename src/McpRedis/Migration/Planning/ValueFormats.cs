using McpRedis.Migration.Probe;
using McpRedis.Rdb;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;

namespace McpRedis.Migration.Planning;

/// <summary>In which form a server writes and takes values, from what is known of it.</summary>
internal static class ValueFormats
{
    public static RdbFlavour FlavourOf(ServerFacts facts) => facts.Profile.Flavour == ServerFlavour.Valkey ? RdbFlavour.Valkey : RdbFlavour.Redis;

    /// <summary>Null when its version is not known: then values go over as they are, and what it cannot read it refuses.</summary>
    public static RdbTarget? TakenBy(ServerFacts target) => target.RdbVersion is { IsKnown: true } known ? new(FlavourOf(target), known.Value) : null;

    public static TranscodeOptions OptionsFor(ServerFacts target) => new()
    {
        TargetModules = target.Modules is { IsKnown: true } loaded ? loaded.Value!.Select(module => module.Name).ToHashSet(StringComparer.Ordinal) : [],
    };
}
