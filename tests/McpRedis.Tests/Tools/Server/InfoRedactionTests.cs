using McpRedis.Tools.Server;

namespace McpRedis.Tests.Tools.Server;

public sealed class InfoRedactionTests
{
    [Theory]
    [InlineData("config_file", "/etc/redis/redis.conf", null)]
    [InlineData("master_host", "10.0.0.7", null)]
    [InlineData("MASTER_AUTH", "pw", null)]
    [InlineData("listener0", "name=tcp,bind=127.0.0.1,port=6379", null)]
    [InlineData("slave0", "ip=10.0.0.3,port=6379,state=online,offset=1234,lag=0", "state=online,offset=1234,lag=0")]
    [InlineData("master0", "name=m,status=ok,address=10.0.0.3:6379,slaves=2,sentinels=3", "name=m,status=ok,slaves=2,sentinels=3")]
    [InlineData("used_memory", "1024", "1024")]
    [InlineData("db0", "keys=2,expires=0,avg_ttl=0", "keys=2,expires=0,avg_ttl=0")]
    public void InfoRedaction_keeps_facts_and_hides_places(string field, string value, string? shown) => Assert.Equal(shown, InfoRedaction.Show(field, value));
}
