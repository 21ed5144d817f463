using McpRedis.Faults;
using McpRedis.Migration.Probe;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Probe;

public sealed class EndProbeTests(ClusterFixture clusters)
{
    [Theory]
    [InlineData(ServerEngine.AtHand, null, null)]
    [InlineData("redis-8.0", "Redis", 12)]
    [InlineData("redis-8.6", "Redis", 13)]
    [InlineData("valkey-8.1", "Valkey", 11)]
    [InlineData("valkey-9.1", "Valkey", 80)]
    public async Task Probe_of_each_engine_knows_all_of_it(string engine, string? flavour, int? rdb)
    {
        await using var server = await ServerEngine.StartAsync(engine, "maxmemory 100mb", "maxmemory-policy allkeys-lru", "notify-keyspace-events KEA");
        await using var redis = await server.ConnectAsync();
        await redis.CallAsync("SET", "a", "1");
        await redis.CallAsync("SELECT", 3);
        await redis.CallAsync("SET", "b", "2", "EX", 1000);
        var trace = new CommandTrace();
        var facts = await ProbeAsync(server.Options(), trace: trace);

        Assert.True(facts.RdbVersionIsProven);
        Assert.True(rdb is null || (facts.RdbVersion.Value == rdb && facts.Profile.Flavour.ToString() == flavour));
        Assert.Equal(RdbVersions.Of(facts.Profile.Flavour, facts.Profile.Version), facts.RdbVersion.Value);
        Assert.Equal([(0, 1L, 0L), (3, 1L, 1L)], facts.Databases.Value!.Select(size => (size.Database, size.Keys, size.Expiring)));
        Assert.Equal((2, 100L * 1024 * 1024, "allkeys-lru"), (facts.Keys.Value, facts.MaxMemoryBytes.Value, facts.EvictionPolicy.Value));
        Assert.InRange(facts.UsedMemoryBytes.Value, 100_000, 100_000_000);
        Assert.Equal(16, facts.DatabaseLimit.Value);
        Assert.Equal(new BufferLimit(256 * 1024 * 1024, 64 * 1024 * 1024, 60), facts.ReplicaBuffer.Value);
        Assert.Contains('A', facts.KeyspaceEvents.Value!);
        Assert.Equal("default", facts.User.Value);
        Assert.Equal(0, facts.FunctionLibraries.Value);
        Assert.True(facts.Modules.IsKnown);
        Assert.Equal(ServerRole.Master, facts.Role);
        Assert.Single(facts.RunIds);
        Assert.Equal("ACL DRYRUN", facts.Rights.Witness);
        Assert.All(NeededCommands.All.Where(needed => needed.Name != "HPEXPIREAT"), needed => Assert.True(facts.Rights[needed.Name].IsOpen, needed.Name));
        Assert.InRange(facts.Clock.Value!.OffsetMs, -1000, 1000);   // the same machine's
    }

    [Theory]
    [InlineData("SCAN")]
    [InlineData("DUMP")]
    [InlineData("PTTL")]
    [InlineData("TYPE")]
    [InlineData("RESTORE")]
    [InlineData("PSYNC")]
    [InlineData("REPLICAOF")]
    public async Task Right_that_is_missing_is_known_by_name(string command)
    {
        await using var server = await RedisServerProcess.StartAsync($"user app on >secret ~* &* +@all -{command.ToLowerInvariant()}");
        await server.CallAsync("SET", "a", "1");
        var facts = await ProbeAsync(server.Options() with { User = "app", Password = "secret" });
        Assert.Equal(new CommandRight(true, false), facts.Rights[command]);
        Assert.Equal([$"{command} is not permitted"], facts.Rights.Closed(NeededCommands.All.Select(needed => needed.Name).Where(name => name != "HPEXPIREAT")));   // which Redis 7.0 lacks
    }

    // The witnesses, the next where the one before is closed.
    [Theory]
    [InlineData("+@all -acl|dryrun -restore", "ACL GETUSER", false, false)]
    [InlineData("+@all -acl|dryrun -acl|getuser -restore -dump", "first answers", false, null)]
    [InlineData("+@all -acl|whoami -restore -dump", "first answers", false, null)]
    public async Task Rights_are_told_by_the_best_witness_left(string rules, string witness, bool dumps, bool? restores)
    {
        await using var server = await RedisServerProcess.StartAsync($"user app on >secret ~* &* {rules}{(dumps ? "" : " -dump")}");
        await server.CallAsync("SET", "a", "1");
        var facts = await ProbeAsync(server.Options() with { User = "app", Password = "secret" });
        Assert.Equal(witness, facts.Rights.Witness);
        Assert.Equal(restores, facts.Rights["RESTORE"].Permitted);
        Assert.Equal(dumps, facts.Rights["DUMP"].Permitted);
        Assert.True(facts.Rights["TYPE"].IsOpen);
        Assert.False(facts.RdbVersionIsProven);
        Assert.True(facts.RdbVersion.IsKnown);   // by the version
    }

    [Fact]
    public async Task Keys_that_are_out_of_reach_are_known()
    {
        await using var server = await RedisServerProcess.StartAsync("user app on >secret ~app:* &* +@all");
        await server.CallAsync("SET", "other:1", "1");
        var facts = await ProbeAsync(server.Options() with { User = "app", Password = "secret" });
        Assert.True(facts.Rights.KeysAreLimited);
        Assert.True(facts.Rights["RESTORE"].IsOpen);
    }

    [Theory]
    [InlineData("INFO")]
    [InlineData("CONFIG")]
    [InlineData("COMMAND")]
    [InlineData("TIME")]
    [InlineData("ACL")]
    [InlineData("RANDOMKEY")]
    [InlineData("FUNCTION")]
    [InlineData("MODULE")]
    [InlineData("MEMORY")]
    [InlineData("PUBSUB")]
    public async Task Command_that_is_renamed_away_takes_nothing_else_with_it(string command)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "a", "1");
        await using var mask = new MaskedServer(server, line => line.Split(' ')[0].Equals(command, StringComparison.OrdinalIgnoreCase) ? MaskedServer.Unknown(command) : null);
        var facts = await ProbeAsync(mask.Options("default"));
        Assert.Equal(command is not ("INFO"), facts.Keys.IsKnown);
        Assert.Equal(command is not "CONFIG", facts.ReplicaBuffer.IsKnown);
        Assert.Equal(command is not "TIME", facts.Clock.IsKnown);
        Assert.Equal(command is not "ACL", facts.User.IsKnown);
        Assert.Equal(command is not "FUNCTION", facts.FunctionLibraries.IsKnown);
        Assert.Equal(command is not "MODULE", facts.Modules.IsKnown);
        Assert.Equal(command is not "PUBSUB", facts.IsWatched.IsKnown);
        Assert.True(facts.Rights["TYPE"].IsOpen);
        Assert.Equal(command is "COMMAND" ? null : true, facts.Rights["RESTORE"].Known);
        Assert.Equal(command is "ACL" ? null : true, facts.Rights["RESTORE"].Permitted);
        Assert.Equal(command is not "MEMORY", facts.RdbVersionIsProven);
    }

    [Fact]
    public async Task Server_that_shows_nothing_but_keys_is_still_probed()
    {
        string[] open = ["HELLO", "AUTH", "CLIENT", "SELECT", "ECHO", "PING", "SUBSCRIBE", "SCAN", "DUMP", "PTTL", "TYPE", "EXISTS", "RESTORE"];
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "a", "1");
        await using var mask = new MaskedServer(server, line => open.Contains(line.Split(' ')[0].ToUpperInvariant()) ? null : MaskedServer.Unknown(line.Split(' ')[0]));
        var facts = await ProbeAsync(mask.Options("default"));
        Assert.Equal((FactState.Missing, FactState.Missing, FactState.Missing), (facts.Keys.State, facts.Clock.State, facts.User.State));
        Assert.True(facts.Rights["PTTL"].IsOpen);
        Assert.Equal(new CommandRight(null, null), facts.Rights["RESTORE"]);
        Assert.Equal("first answers", facts.Rights.Witness);
    }

    [Fact]
    public async Task Clock_that_is_wrong_is_measured()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mask = new MaskedServer(server, line =>
            line == "TIME" ? new object[] { DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 90, (DateTimeOffset.UtcNow.Ticks / 10) % 1_000_000 } : null);
        var clock = (await ProbeAsync(mask.Options("default"))).Clock.Value!;
        Assert.InRange(clock.OffsetMs, -91_000 - clock.RttMs, -89_000 + clock.RttMs);
    }

    [Fact]
    public async Task Cluster_is_all_its_masters_together()
    {
        var cluster = await clusters.ClusterAsync();
        var facts = await ProbeAsync(cluster.Masters[0].Options() with { Kind = ConnectionKind.Cluster });
        Assert.True(facts.IsCluster);
        Assert.Equal(3, facts.Infos.Count);
        Assert.Equal(3, facts.RunIds.Distinct().Count());
        Assert.Equal(new ClusterFact(true, 16384, 0, 3), facts.Cluster!.Value.Value);
        Assert.Equal(1, facts.DatabaseLimit.Value);
        Assert.True(facts.UsedMemoryBytes.IsKnown);
    }

    [Fact]
    public async Task Open_slots_of_a_cluster_are_counted()
    {
        await using var cluster = await RedisCluster.StartAsync(masters: 2);
        string other = await RedisCluster.IdAsync(cluster.Masters[1]);
        foreach (int slot in new[] { 1, 2, 3 })
        {
            await cluster.Masters[0].CallAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", other);
        }
        var facts = await ProbeAsync(cluster.Masters[0].Options() with { Kind = ConnectionKind.Cluster });
        Assert.Equal(3, facts.Cluster!.Value.Value!.OpenSlots);
    }

    [Fact]
    public async Task Replica_is_one_whatever_it_was_when_the_connection_was_made()
    {
        await using var pair = await RedisReplication.StartAsync();
        Assert.Equal(ServerRole.Replica, (await ProbeAsync(pair.Replica.Options())).Role);
        Assert.Equal(ServerRole.Master, (await ProbeAsync(pair.Master.Options())).Role);
    }

    [Fact]
    public async Task Probe_makes_few_round_trips_and_writes_nothing()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "a", "1");
        var before = await DatabaseDigest.OfAsync(server);
        await using var connection = new RedisConnection(server.Options(), AccessLevel.Full, null, TimeProvider.System);
        var counting = new TripCount(EndGateway.Bind(connection, null, new CommandTrace()));
        await new EndProbe(counting, TimeProvider.System).RunAsync(TestTimeout.Token());
        Assert.InRange(counting.Trips, 5, 8);
        Assert.Equal(before, await DatabaseDigest.OfAsync(server));
    }

    [Fact]
    public async Task Server_that_is_gone_is_a_fault()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.KillAsync();
        Assert.Equal(ErrorCode.RedisUnavailable, (await Assert.ThrowsAsync<Fault>(() => ProbeAsync(server.Options()))).Code);
    }

    private static async Task<ServerFacts> ProbeAsync(ConnectionOptions options, CommandTrace? trace = null)
    {
        await using var connection = new RedisConnection(options, AccessLevel.Read, null, TimeProvider.System);
        return await new EndProbe(EndGateway.Bind(connection, null, trace ?? new CommandTrace()), TimeProvider.System).RunAsync(TestTimeout.Token());
    }
}
