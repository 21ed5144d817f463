using McpRedis.Redis;
using McpRedis.Topology;

namespace McpRedis.Tests.Topology;

public sealed class OwnDataTests
{
    [Theory]
    [InlineData("master_replid:aa", "master_replid:bb\nmaster_replid2:cc", null)]                                  // held none
    [InlineData("master_replid:aa\ndb0:keys=2", "master_replid:aa\ndb0:keys=2", null)]
    [InlineData("master_replid:aa\ndb0:keys=2", "master_replid:bb\nmaster_replid2:aa\ndb0:keys=1", null)]        // followed, and came back
    [InlineData("master_replid:aa\ndb3:keys=2", "master_replid:bb\nmaster_replid2:cc\ndb0:keys=9", "replaced")]
    [InlineData("master_replid:aa\ndb0:keys=2", "master_replid:cc\ndb0:keys=9", "replaced")]
    [InlineData("master_replid:aa\ndb0:keys=2", "master_replid:bb\nmaster_replid2:aa", "gone")]
    [InlineData("master_replid:aa\ndb0:keys=2", "master_replid:aa\nloading:1\ndb0:keys=1", "dropped")]
    [InlineData("db0:keys=2", "db0:keys=2", null)]                                                                // tells no history
    public void Own_data_are_there_while_the_server_tells_its_own_history(string before, string now, string? word)
    {
        string? loss = OwnData.LossOf(InfoText.Parse(before), InfoText.Parse(now));
        Assert.Equal(word is null, loss is null);
        Assert.Contains(word ?? "", loss ?? "", StringComparison.Ordinal);
    }
}
