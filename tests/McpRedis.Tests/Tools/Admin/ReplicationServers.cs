using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Admin;

/// <summary>A server to follow and one that is to follow it: each with its own password, and none set for a master.</summary>
internal static class ReplicationServers
{
    public const string SourcePassword = "s0urce-S3cret", TargetPassword = "t4rget-S3cret";

    /// <summary>A master waits no five seconds for more replicas.</summary>
    public const string Fast = "repl-diskless-sync-delay 0";

    /// <summary>Three keys.</summary>
    public static async Task<RedisServerProcess> SourceAsync(params string[] config)
    {
        RedisServerProcess server = await RedisServerProcess.StartAsync(new ServerSettings { Password = SourcePassword, Config = [.. config, "masterauth \"\"", Fast] });
        await server.CallAsync("MSET", "a", "1", "b", "2", "c", "3");
        return server;
    }

    /// <summary>Two keys of its own.</summary>
    public static async Task<RedisServerProcess> TargetAsync(params string[] config)
    {
        RedisServerProcess server = await RedisServerProcess.StartAsync(new ServerSettings { Password = TargetPassword, Config = ["masterauth \"\"", .. config, Fast] });
        await using RawRedis redis = await server.ConnectAsync();
        await redis.SendAsync("MSET", "own", "1", "other", "2");
        return server;
    }

    public static async Task<string> SettingAsync(RedisServerProcess server, string name) => (await server.CallAsync("CONFIG", "GET", name))[1].Text;

    /// <summary>Data, role, login and TLS of the target are what they were.</summary>
    public static async Task UnchangedAsync(RedisServerProcess server, Func<Task> act)
    {
        var before = (await DatabaseDigest.OfAsync(server), await StateAsync(server));
        await act();
        Assert.NotEmpty(before.Item1.Keys);
        Assert.Equal(before, (await DatabaseDigest.OfAsync(server), await StateAsync(server)));
    }

    public static async Task<string> StateAsync(RedisServerProcess server)
    {
        var reply = await server.CallAsync("CONFIG", "GET", "tls-replication");
        return string.Join(' ', (await server.CallAsync("ROLE")).Texts.Take(1).Concat([await SettingAsync(server, "masteruser"), await SettingAsync(server, "masterauth"), .. reply.Texts]));
    }
}
