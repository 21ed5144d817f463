using McpRedis.Redis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis;

/// <summary>S03: the read tier is what the live server, too, takes for harmless.</summary>
public sealed class ReadTierTests(RedisFixture redis)
{
    [Fact]
    public async Task Live_server_confirms_every_flagged_member() =>
        Assert.Empty(ReadTier.Verify(ReadTier.Flagged, await LiveAsync()));

    [Theory]
    [InlineData("GETEX")]
    [InlineData("SORT")]
    [InlineData("EVAL_RO")]
    [InlineData("XREAD")]
    [InlineData("CONFIG GET")]
    public async Task Live_server_turns_a_wrong_member_red(string intruder) =>
        Assert.StartsWith(intruder, Assert.Single(ReadTier.Verify([.. ReadTier.Flagged, intruder], await LiveAsync())), StringComparison.Ordinal);

    [Theory]
    [InlineData("GETEX")]
    [InlineData("SORT")]
    [InlineData("EVAL_RO")]
    public void Pinned_table_turns_a_wrong_member_red(string intruder)
    {
        Assert.Empty(ReadTier.Verify(ReadTier.Flagged, CommandTable.Pinned));
        Assert.Single(ReadTier.Verify([.. ReadTier.Flagged, intruder], CommandTable.Pinned));
        Assert.False(ReadTier.Contains(intruder));
    }

    [Fact]
    public async Task Harmless_commands_are_no_writes_and_run_no_code()
    {
        var live = await LiveAsync();
        foreach (var command in HarmlessCommands.All)
        {
            Assert.NotEmpty(command.Reason);
            var pinned = CommandTable.Pinned.Find(command.Name);
            Assert.True(pinned is not null, $"{command.Name} is not in the table");
            foreach (var entry in new[] { pinned, live.Find(command.Name) ?? pinned })
            {
                Assert.False(entry.IsReadOnly, $"{command.Name} is flagged readonly and needs no entry");
                Assert.False(entry.IsWrite || entry.Has(CommandFlags.Blocking), command.Name);
                Assert.True(!entry.IsScripting || command.Name is "SCRIPT EXISTS" or "FUNCTION LIST" or "FUNCTION STATS", command.Name);
            }
        }
    }

    [Fact]
    public void Withheld_commands_would_be_members_without_their_entry()
    {
        foreach (var (name, reason) in ReadTier.Withheld)
        {
            Assert.True(CommandTable.Pinned.IsReadOnly(name), name);
            Assert.False(ReadTier.Contains(name), name);
            Assert.NotEmpty(reason);
        }
    }

    [Fact]
    public void Everything_else_is_outside()
    {
        var outside = CommandTable.Pinned.All.Where(entry => !ReadTier.Contains(entry.Name)).Select(entry => entry.Name).ToHashSet();

        Assert.Superset(new HashSet<string>
        {
            "SET", "DEL", "EVAL", "FCALL", "PUBLISH", "CONFIG SET", "CONFIG REWRITE", "CLIENT KILL", "CLIENT PAUSE", "CLIENT NO-EVICT",
            "SHUTDOWN", "DEBUG", "MODULE LOAD", "REPLICAOF", "FAILOVER", "MIGRATE", "RESTORE", "ACL SETUSER", "ACL LIST", "SELECT", "AUTH",
            "HELLO", "MULTI", "EXEC", "WATCH", "MONITOR", "WAIT", "BLPOP", "SCRIPT LOAD", "FUNCTION LOAD", "FUNCTION DUMP", "MEMORY PURGE",
            "SLOWLOG RESET", "LATENCY RESET", "BGSAVE", "SWAPDB", "SENTINEL SET", "SENTINEL FAILOVER", "HOTKEYS START",
        }, outside);
        Assert.False(ReadTier.Contains("NO.SUCH"));
    }

    private async Task<CommandTable> LiveAsync()
    {
        await using var raw = await redis.ConnectAsync();
        return CommandReply.Read(await raw.ExecuteAsync(RedisCommand.Of("COMMAND")));
    }
}
