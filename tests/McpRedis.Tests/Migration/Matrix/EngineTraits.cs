using McpRedis.Rdb.Transcoding;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Matrix;

/// <summary>What an engine's values can hold that not every engine's can, by its release notes.</summary>
internal sealed record EngineTraits(bool HasFieldTtls, bool HasActiveTimes, bool HasIdempotence, bool HasVectors)
{
    public static async Task<EngineTraits> OfAsync(RedisServerProcess server)
    {
        await using var redis = await server.ConnectAsync();
        var info = await redis.InfoAsync("server");
        bool isValkey = info.TryGetValue("valkey_version", out string? valkey);
        var version = Version.Parse(valkey ?? info["redis_version"]);
        bool hasVectors = !(await redis.SendAsync("VCARD", "none")).IsError;
        return isValkey ? new(version.Major >= 9, true, false, hasVectors)
            : new(version >= new Version(7, 4), version >= new Version(7, 2), version >= new Version(8, 6), hasVectors);
    }

    /// <summary>What must be lost of the sample data on the way.</summary>
    /// <param name="byCommands">No command sets when a consumer was last there.</param>
    public IEnumerable<TranscodeLoss> LostOn(EngineTraits target, bool byCommands)
    {
        if (HasFieldTtls && !target.HasFieldTtls)
        {
            yield return TranscodeLoss.FieldTtls;
        }
        if (HasIdempotence && (byCommands || !target.HasIdempotence))
        {
            yield return TranscodeLoss.Idempotence;
        }
        if (byCommands || (HasActiveTimes && !target.HasActiveTimes))
        {
            yield return TranscodeLoss.ActiveTimes;
        }
    }
}
