using FsCheck.Fluent;

namespace McpRedis.Tests.Support;

public sealed class SeededTests
{
    [Fact]
    public void Failing_property_tells_its_seed()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Prop.ForAll(Gen.Choose(0, 1000).ToArbitrary(), n => n < 900).Check(10_000));
        Assert.Matches("^MCP_REDIS_TEST_SEED=[0-9]+: (?s:.)*Falsifiable", failure.Message);
    }

    [Fact]
    public void Values_are_as_many_and_as_large_as_asked_for()
    {
        var values = Gen.Elements('a', 'b').ArrayOf().Values(500, 6);
        Assert.Equal(500, values.Count);
        Assert.InRange(values.Max(v => v.Length), 3, 6);
    }
}
