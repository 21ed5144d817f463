using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis;

public sealed class ServerProfilerTests(RedisFixture redis)
{
    private static readonly string[] Probes = ["HELLO", "INFO", "ROLE", "MODULE LIST"];

    [Theory]
    [InlineData("redis-7.0.15", "Redis", "7.0.15", "7.0.15", "Standalone", "Master", "")]
    [InlineData("redis-8.0.6", "Redis", "8.0.6", "8.0.6", "Standalone", "Master", "vectorset")]
    [InlineData("redis-8.6.3", "Redis", "8.6.3", "8.6.3", "Standalone", "Master", "vectorset")]
    [InlineData("redis-7.0.15-cluster", "Redis", "7.0.15", "7.0.15", "Cluster", "Master", "")]
    [InlineData("redis-7.0.15-sentinel", "Redis", "7.0.15", "7.0.15", "Sentinel", "Sentinel", "")]
    [InlineData("valkey-8.1.1", "Valkey", "8.1.1", "7.2.4", "Standalone", "Master", "")]
    [InlineData("valkey-9.1.2", "Valkey", "9.1.2", "7.2.4", "Standalone", "Master", "lua")]
    [InlineData("garnet-2.2.5", "Garnet", "2.2.5", "7.4.3", "Standalone", "Master", "")]
    [InlineData("keydb-6.3.4", "KeyDb", "6.3.4", "6.3.4", "Cluster", "Master", "")]
    [InlineData("dragonfly-1.40.2", "Dragonfly", "1.40.2", "7.4.0", "Standalone", "Master", "")]
    public async Task Profile_of_each_product_from_INFO(
        string sample, string flavour, string version, string compatible, string mode, string role, string modules)
    {
        var profile = await ProbeAsync(new() { ["INFO"] = RespValue.Of(Sample.Info(sample)) });

        Assert.Equal(flavour, profile.Flavour.ToString());
        Assert.Equal(version, profile.Version?.ToString());
        Assert.Equal(compatible, profile.CompatibleVersion?.ToString());
        Assert.Equal(mode, profile.Mode.ToString());
        Assert.Equal(role, profile.Role.ToString());
        Assert.Equal(modules, string.Join(',', profile.Modules));
        Assert.Empty(profile.NotVisible);
    }

    [Theory]
    [InlineData("redis_version:7.0.0\r\nkvrocks_version:2.9.0\r\n", "Unknown", null, "7.0")]
    [InlineData("redis_version:255.255.255\r\n", "Redis", "255.255.255", "255.255")]
    [InlineData("redis_version:7.2.4-rc1\r\n", "Redis", "7.2.4", "7.2")]
    [InlineData("redis_version:seven\r\n", "Unknown", null, null)]
    [InlineData("redis_version:7.4.0\r\ndragonfly_version:df-dev\r\n", "Dragonfly", null, "7.4")]
    [InlineData("nonsense", "Unknown", null, null)]
    public async Task Odd_servers_are_not_guessed(string server, string flavour, string? version, string? compatible)
    {
        var profile = await ProbeAsync(new() { ["INFO"] = RespValue.Of("# Server\r\n" + server) });

        Assert.Equal(flavour, profile.Flavour.ToString());
        Assert.Equal(version, profile.Version?.ToString());
        Assert.Equal(compatible, profile.CompatibleVersion?.ToString(2));
    }

    [Theory]
    [InlineData("redis", "8.6.3", null, "Unknown", null, "8.6.3")]
    [InlineData("valkey", "9.1.2", null, "Valkey", "9.1.2", null)]
    [InlineData("redis", "7.4.3", "2.2.5", "Garnet", "2.2.5", "7.4.3")]
    public async Task HELLO_alone_names_only_products_that_do_not_pose_as_redis(
        string server, string version, string? garnet, string flavour, string? expected, string? compatible)
    {
        List<RespValue> hello =
        [
            RespValue.Of("server"), RespValue.Of(server), RespValue.Of("version"), RespValue.Of(version),
            RespValue.Of("mode"), RespValue.Of("cluster"), RespValue.Of("role"), RespValue.Of("replica"),
            RespValue.Of("modules"), RespValue.Of(RespKind.Array, Array.Empty<RespValue>()),
        ];
        if (garnet is not null)
        {
            hello.AddRange([RespValue.Of("garnet_version"), RespValue.Of(garnet)]);
        }
        var profile = await ProbeAsync(new() { ["HELLO"] = RespValue.Of(RespKind.Map, [.. hello]) }, forbidden: ["INFO"]);

        Assert.Equal(flavour, profile.Flavour.ToString());
        Assert.Equal(expected, profile.Version?.ToString());
        Assert.Equal(compatible, profile.CompatibleVersion?.ToString());
        Assert.Equal((ServerMode.Cluster, ServerRole.Replica), (profile.Mode, profile.Role));
        Assert.Equal(["INFO"], profile.NotVisible);
    }

    [Fact]
    public async Task All_probes_forbidden_leaves_all_unknown_and_names_them()
    {
        var profile = await ProbeAsync([], forbidden: Probes);

        Assert.Equal(ServerFlavour.Unknown, profile.Flavour);
        Assert.Null(profile.Version);
        Assert.Null(profile.CompatibleVersion);
        Assert.Equal(ServerMode.Unknown, profile.Mode);
        Assert.Equal(ServerRole.Unknown, profile.Role);
        Assert.Empty(profile.Modules);
        Assert.Equal(Probes, profile.NotVisible);
    }

    [Fact]
    public async Task Server_that_cannot_be_asked_is_a_fault_not_an_empty_profile()
    {
        var fault = await Assert.ThrowsAsync<Fault>(() => ServerProfiler.ProbeAsync(
            (_, _) => throw RedisFaults.FromReply("LOADING Redis is loading the dataset in memory", "INFO"), TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCode.RedisLoading, fault.Code);
    }

    [Fact]
    public async Task Live_server_tells_its_true_version()
    {
        await using var raw = await redis.ConnectAsync();
        var info = await raw.InfoAsync("server");
        var profile = await LiveAsync(raw);

        string own = info.ContainsKey("valkey_version") ? "valkey_version" : info.ContainsKey("garnet_version") ? "garnet_version" : "redis_version";
        Assert.Equal(info[own], profile.Version?.ToString());
        Assert.Equal((ServerMode.Standalone, ServerRole.Master), (profile.Mode, profile.Role));
        Assert.Empty(profile.NotVisible);
    }

    [Theory]
    [InlineData("-info", "INFO")]
    [InlineData("-role", "")]
    [InlineData("-module", "")]
    [InlineData("-command", "")]
    [InlineData("-info -role -module -command", "INFO")]
    [InlineData("-@all", "INFO")]
    public async Task Live_server_that_forbids_probes_is_still_profiled(string rights, string notVisible)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using (var admin = await server.ConnectAsync())
        {
            await admin.CallAsync(["ACL", "SETUSER", "probe", "on", ">pw", "~*", "+@all", .. rights.Split(' ')]);
        }
        await using var raw = await server.ConnectAsync("probe", "pw");
        var profile = await LiveAsync(raw);

        // HELLO is open to every user, so mode, role and modules stay known.
        Assert.Equal((ServerMode.Standalone, ServerRole.Master), (profile.Mode, profile.Role));
        Assert.Equal(notVisible, string.Join(',', profile.NotVisible));
        Assert.NotNull(profile.CompatibleVersion ?? profile.Version);
    }

    [Fact]
    public async Task Live_replica_and_cluster_node()
    {
        await using var replica = await RedisServerProcess.StartAsync("replicaof 127.0.0.1 1");
        await using var node = await RedisServerProcess.StartAsync(new ServerSettings { Cluster = true });
        await using RawRedis toReplica = await replica.ConnectAsync(), toNode = await node.ConnectAsync();

        Assert.Equal(ServerRole.Replica, (await LiveAsync(toReplica)).Role);
        Assert.Equal(ServerMode.Cluster, (await LiveAsync(toNode)).Mode);
    }

    private static async Task<ServerProfile> LiveAsync(RawRedis raw) =>
        await ServerProfiler.ProbeAsync((command, _) => raw.ExecuteAsync(command), TestContext.Current.CancellationToken);

    // What has no reply here is unknown to the server.
    private static Task<ServerProfile> ProbeAsync(Dictionary<string, RespValue> replies, params string[] forbidden) =>
        ServerProfiler.ProbeAsync(
            (command, _) => forbidden.Contains(command.FullName) ? throw RedisFaults.FromReply("NOPERM User u has no permissions to run this", command.FullName)
                : replies.TryGetValue(command.FullName, out var reply) ? ValueTask.FromResult(reply)
                : throw RedisFaults.FromReply("ERR unknown command", command.FullName),
            CancellationToken.None);
}
