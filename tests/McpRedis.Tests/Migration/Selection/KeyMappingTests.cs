using System.Text;
using McpRedis.Migration.Selection;

namespace McpRedis.Tests.Migration.Selection;

public sealed class KeyMappingTests
{
    [Theory]
    [InlineData("old:a", "new:a")]
    [InlineData("old:deep:a", "deeper/a")]
    [InlineData("old:", "new:")]
    [InlineData("gone:a", "a")]
    [InlineData("gone:", "")]
    [InlineData("xold:a", "xold:a")]
    [InlineData("", "")]
    public void Longest_prefix_is_replaced_once(string key, string name)
    {
        var mapping = new KeyMapping([], [new(Bytes("old:"), Bytes("new:")), new(Bytes("old:deep:"), Bytes("deeper/")), new(Bytes("gone:"), [])]);
        Assert.Equal(name, Name(mapping, 0, key));
        Assert.False(mapping.KeepsNames);
        Assert.True(mapping.KeepsDatabases);
    }

    [Fact]
    public void Way_back_leads_to_every_name_that_comes_here()
    {
        var mapping = new KeyMapping([new(0, 0, []), new(3, 0, Bytes("three:"))], [new(Bytes("a"), Bytes("b")), new(Bytes("x"), [])]);
        Assert.Equal(["0 aird", "0 xbird", "0 bird"], Back("bird"));
        Assert.Equal(["0 xthree:bird", "0 three:bird", "3 aird", "3 xbird", "3 bird"], Back("three:bird"));
        Assert.Equal(["0 xare"], Back("are"));
        Assert.Empty(mapping.SourcesOf(1, Bytes("bird")));
        Assert.Equal([(7, "k")], new KeyMapping([], []).SourcesOf(7, Bytes("k")).Select(source => (source.Database, Encoding.UTF8.GetString(source.Name))));

        string[] Back(string name) => [.. mapping.SourcesOf(0, Bytes(name)).Select(source => $"{source.Database} {Encoding.UTF8.GetString(source.Name)}")];
    }

    [Fact]
    public void Databases_go_where_the_map_says_and_bring_their_prefix()
    {
        var mapping = new KeyMapping([new(0, 0, []), new(3, 0, Bytes("three:"))], [new(Bytes("a"), Bytes("b"))]);
        Assert.True(mapping.TryMapDatabase(3, out int target));
        Assert.Equal(0, target);
        Assert.False(mapping.TryMapDatabase(1, out _));
        Assert.Equal("three:bc", Name(mapping, 3, "ac"));
        Assert.Equal("bc", Name(mapping, 0, "ac"));
        Assert.False(mapping.KeepsNames || mapping.KeepsDatabases);
    }

    [Fact]
    public void Nothing_given_keeps_everything()
    {
        var mapping = new KeyMapping([], []);
        Assert.True(mapping.KeepsNames && mapping.KeepsDatabases);
        Assert.True(mapping.TryMapDatabase(15, out int target));
        Assert.Equal(15, target);
        Assert.Equal("a", Name(mapping, 15, "a"));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var mapping = new KeyMapping([new(1, 0, Bytes("one:"))], [new(Bytes("user:"), Bytes("u:"))]);
        byte[] key = Bytes("user:12345"), buffer = new byte[64];
        int length = mapping.Write(1, key, buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            length += mapping.TryMapDatabase(1, out _) ? mapping.Write(1, key, buffer) : 0;
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1001 * "one:u:12345".Length, length);
    }

    private static string Name(KeyMapping mapping, int database, string key)
    {
        byte[] bytes = Bytes(key);
        byte[] buffer = new byte[mapping.LengthOf(database, bytes)];
        Assert.Equal(buffer.Length, mapping.Write(database, bytes, buffer));
        Assert.Equal(buffer, mapping.NameOf(database, bytes));
        return Encoding.UTF8.GetString(buffer);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
