using McpRedis.Redis;
using McpRedis.Topology;

namespace McpRedis.Tests.Topology;

public sealed class ReplicaRulesTests
{
    [Theory]
    [InlineData("Redis 7.0.15", "Redis 7.0.1", true)]
    [InlineData("Redis 7.0.15", "Redis 8.6.0", true)]
    [InlineData("Redis 8.0.0", "Redis 7.4.0", false)]
    [InlineData("Redis 7.2.4", "Valkey 8.1.0", true)]
    [InlineData("Redis 7.4.0", "Valkey 9.1.0", false)]
    [InlineData("Valkey 8.1.0", "Valkey 9.1.0", true)]
    [InlineData("Valkey 9.1.0", "Valkey 8.1.0", false)]
    [InlineData("Valkey 8.1.0", "Redis 8.6.0", false)]
    [InlineData("Garnet 2.2.5", "Redis 8.6.0", false)]
    public void Server_loads_the_data_of_its_own_kind_up_to_its_version(string source, string target, bool can) =>
        Assert.Equal(can, ReplicaRules.CanLoad(Of(source), Of(target)));

    [Theory]
    [InlineData("role:slave\nmaster_replid:aa", "role:master\nmaster_replid:aa\nconnected_slaves:1", true)]
    [InlineData("role:slave\nmaster_replid:aa", "role:master\nmaster_replid:bb\nconnected_slaves:1", false)]
    [InlineData("role:master\nmaster_replid:aa", "role:slave\nmaster_replid:aa\nconnected_slaves:0", false)]
    [InlineData("role:slave\nmaster_replid:aa", "role:slave\nmaster_replid:aa\nconnected_slaves:0", false)]
    [InlineData("role:slave\nmaster_replid:aa", "role:slave\nmaster_replid:aa\nconnected_slaves:2", true)]
    public void Source_below_the_target_is_found_out(string source, string target, bool follows) =>
        Assert.Equal(follows, ReplicaRules.FollowsTarget(InfoText.Parse(source), InfoText.Parse(target)));

    private static ServerProfile Of(string text)
    {
        string[] words = text.Split(' ');
        return new(Enum.Parse<ServerFlavour>(words[0]), Version.Parse(words[1]), null, ServerMode.Standalone, ServerRole.Master, [], []);
    }
}
