using System.Text;
using McpRedis.Migration.ByType;
using McpRedis.Redis.Raw;

namespace McpRedis.Tests.Migration.ByType;

/// <summary>Names under which values are put together.</summary>
public sealed class TemporaryNameTests
{
    [Theory]
    [InlineData("key")]
    [InlineData("")]
    [InlineData("{user:1}:cart")]
    [InlineData("a{b")]
    [InlineData("a}b")]
    [InlineData("{}x")]
    [InlineData("x{}y{z}")]
    [InlineData("{a{b}c}")]
    public void Lies_in_the_slot_of_its_key_and_begins_with_it(string key)
    {
        byte[] name = Encoding.UTF8.GetBytes(key);
        byte[] temporary = TemporaryName.Of(name, "owner", isCluster: true);
        Assert.Equal(KeySlot.Of(name), KeySlot.Of(temporary));
        Assert.StartsWith(key + ":mcp-redis-copy:owner:", Encoding.UTF8.GetString(temporary), StringComparison.Ordinal);
        Assert.Equal(temporary, TemporaryName.Of(name, "owner", isCluster: true));
        Assert.NotEqual(temporary, TemporaryName.Of(name, "other", isCluster: true));
    }
}
