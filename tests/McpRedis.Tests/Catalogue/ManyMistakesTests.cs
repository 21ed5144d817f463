using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Faults;

namespace McpRedis.Tests.Catalogue;

public sealed class ManyMistakesTests
{
    [Fact]
    public void A_call_wrong_in_many_places_is_told_the_first_and_how_many_more()
    {
        using var one = JsonDocument.Parse("1");
        var arguments = new ToolArguments(Enumerable.Range(0, 10_000).ToDictionary(i => $"a{i}", _ => one.RootElement));
        arguments.RefuseUnknown(["key"]);
        var fault = Assert.Throws<Fault>(arguments.ThrowIfInvalid);
        Assert.Contains("a0: no such argument", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("And 9992 more.", fault.Message, StringComparison.Ordinal);
        Assert.InRange(fault.Message.Length, 1, 2000);
    }
}
