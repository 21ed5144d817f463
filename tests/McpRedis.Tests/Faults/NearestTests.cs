using McpRedis.Faults;

namespace McpRedis.Tests.Faults;

public sealed class NearestTests
{
    [Theory]
    [InlineData("patern", "pattern")]
    [InlineData("KEY", "key")]
    [InlineData("curser", "cursor")]
    [InlineData("zzzzzz", null)]
    public void Nearest_word(string wrong, string? expected) =>
        Assert.Equal(expected, Nearest.Of(wrong, ["key", "pattern", "cursor", "limit"]));

    [Fact]
    public void Wire_names_are_snake_case() =>
        Assert.Equal("redis_readonly_replica", ErrorCode.RedisReadonlyReplica.Wire());
}
