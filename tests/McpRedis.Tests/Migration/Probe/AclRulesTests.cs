using McpRedis.Migration.Probe;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Probe;

/// <summary>Our reading of a user's rules against the server's own, which ACL DRYRUN tells.</summary>
public sealed class AclRulesTests
{
    public static TheoryData<string> Rules =>
    [
        "+@all", "-@all", "+@all -@dangerous", "+@read", "+@all -dump -restore", "-@all +@read -dump +scan", "+@write -@keyspace +restore", "+config|get +scan",
        "+@all -config|set", "+@all -@admin +replicaof", "+@slow -@fast", "allcommands -psync", "+@sortedset +@string", "+dump -dump +dump",
    ];

    [Theory, MemberData(nameof(Rules))]
    public async Task Rules_are_read_as_the_server_reads_them(string rules)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await redis.CallAsync(["ACL", "SETUSER", "app", "on", "nopass", "~*", "&*", .. rules.Split(' ')]);
        var user = await redis.CallAsync("ACL", "GETUSER", "app");
        string told = user.Items!.SkipWhile(item => item.Text != "commands").ElementAt(1).Text;
        foreach (var needed in NeededCommands.All.Where(needed => needed.Name is not ("HPEXPIREAT" or "REPLICAOF")))
        {
            string dry = (await redis.CallAsync(["ACL", "DRYRUN", "app", needed.Name, .. needed.Dry])).Text;
            bool? read = AclRules.Allows(told, needed.Name, needed.Subcommand);
            // Of types' categories the table knows nothing, and says so.
            Assert.True(read == (dry == "OK") || (read is null && told.Contains("@s", StringComparison.Ordinal)), $"{needed.Name} under '{told}': {dry}, we say {read}");
        }
    }
}
