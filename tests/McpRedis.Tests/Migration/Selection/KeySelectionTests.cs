using System.Text;
using McpRedis.Faults;
using McpRedis.Migration.Selection;

namespace McpRedis.Tests.Migration.Selection;

public sealed class KeySelectionTests
{
    public static TheoryData<string, string> Wrong => new()
    {
        { "empty pattern", "patterns[1]" },
        { "long pattern", "patterns[0]" },
        { "many patterns", "patterns" },
        { "empty exclude", "exclude[0]" },
        { "type", "types[1]" },
        { "ttl", "minTtlMs" },
        { "ttls", "maxTtlMs" },
        { "size", "maxSizeBytes" },
        { "negative database", "databases" },
        { "database twice", "databases" },
        { "databases together", "databases" },
        { "databases with one beginning", "databases" },
        { "empty rename", "renames[0]" },
        { "rename twice", "renames[1]" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void What_cannot_be_meant_is_refused_by_name(string what, string argument)
    {
        SelectionRequest request = what switch
        {
            "empty pattern" => new() { Patterns = [[1], []] },
            "long pattern" => new() { Patterns = [new byte[KeySelection.LongestPattern + 1]] },
            "many patterns" => new() { Patterns = [.. Enumerable.Repeat(new byte[1], KeySelection.MostItems + 1)] },
            "empty exclude" => new() { Exclude = [[]] },
            "type" => new() { Types = ["hash", "hashes"] },
            "ttl" => new() { Limits = new(0, null, null) },
            "ttls" => new() { Limits = new(10, 9, null) },
            "size" => new() { Limits = new(null, null, -1) },
            "negative database" => new() { Databases = [new(-1, 0, [])] },
            "database twice" => new() { Databases = [new(1, 0, []), new(1, 2, [])] },
            "databases together" => new() { Databases = [new(0, 0, []), new(1, 0, [])] },
            "databases with one beginning" => new() { Databases = [new(0, 0, Bytes("a:")), new(1, 0, Bytes("a:b:"))] },
            "empty rename" => new() { Renames = [new([], Bytes("x"))] },
            _ => new() { Renames = [new(Bytes("a"), Bytes("b")), new(Bytes("a"), Bytes("c"))] },
        };
        var fault = Assert.Throws<Fault>(() => KeySelection.Of(request));
        Assert.Equal(ErrorCode.InvalidArgument, fault.Code);
        Assert.StartsWith(argument + ":", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slip_in_a_type_is_told_the_nearest_word() =>
        Assert.Contains("Did you mean 'hash'?", Assert.Throws<Fault>(() => KeySelection.Of(new() { Types = ["hsah"] })).Message, StringComparison.Ordinal);

    [Fact]
    public void Several_databases_meet_in_one_when_their_names_cannot()
    {
        var selection = KeySelection.Of(new() { Databases = [new(0, 0, Bytes("zero:")), new(1, 0, Bytes("one:")), new(2, 5, [])] });
        Assert.False(selection.IsWhole);
    }

    [Fact]
    public void Whole_is_what_replication_copies()
    {
        Assert.True(KeySelection.Of(new() { Collision = CollisionPolicy.Replace }).IsWhole);
        Assert.False(KeySelection.Of(new() { Patterns = [Bytes("a*")] }).IsWhole);
        Assert.False(KeySelection.Of(new() { Renames = [new(Bytes("a"), Bytes("b"))] }).IsWhole);
        Assert.False(KeySelection.Of(new() { Limits = new(null, null, 5) }).IsWhole);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
