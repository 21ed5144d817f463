using System.Buffers;
using System.Text;
using McpRedis.Migration.Selection;

namespace McpRedis.Tests.Migration.Selection;

public sealed class KeyOriginsTests
{
    private readonly ArrayBufferWriter<byte> _origin = new();

    [Theory]
    [InlineData(3, "zero:key/1", "0 k:1")]
    [InlineData(3, "five:key/1", "5 k:1")]
    [InlineData(3, "zero:key/longer1", "0 k:longer1")]
    [InlineData(3, "zero:L1", "0 k:long:1")]
    [InlineData(3, "zero:k:1", null)]
    [InlineData(3, "key/1", null)]
    [InlineData(3, "zero:key/no", null)]
    [InlineData(0, "zero:key/1", null)]
    public void A_name_goes_back_where_it_could_have_come_from(int database, string key, string? expected)
    {
        var origins = new KeyOrigins(KeySelection.Of(new()
        {
            Patterns = [Bytes("k:*")],
            Exclude = [Bytes("k:no")],
            Databases = [new(0, 3, Bytes("zero:")), new(5, 3, Bytes("five:"))],
            Renames = [new(Bytes("k:"), Bytes("key/")), new(Bytes("k:long:"), Bytes("L"))],
        }));
        Assert.Equal((false, true), (origins.TakesDatabase(0), origins.TakesDatabase(3)));
        string? found = origins.TryFind(database, Bytes(key), _origin, out int source) ? $"{source} {Encoding.UTF8.GetString(_origin.WrittenSpan)}" : null;
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Whatever_arrives_has_an_origin_that_arrives_as_it()
    {
        var random = new Random(11);
        for (int round = 0; round < 300; round++)
        {
            var selection = KeySelection.Of(new()
            {
                Databases = random.Next(2) == 0 ? [] : [new(0, 1, Word(random, 0)), new(1, 2, Word(random, 0))],
                Renames = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new PrefixRename(Word(random, 1), Word(random, 0))).DistinctBy(rename => Encoding.ASCII.GetString(rename.From))],
            });
            byte[] key = Word(random, 0);
            Assert.True(selection.Mapping.TryMapDatabase(1, out int target));
            byte[] there = selection.Mapping.NameOf(1, key);
            Assert.True(new KeyOrigins(selection).TryFind(target, there, _origin, out int source));
            Assert.Equal(1, source);
            Assert.Equal(there, selection.Mapping.NameOf(source, _origin.WrittenSpan));
        }
    }

    private static byte[] Word(Random random, int least) => [.. Enumerable.Range(0, random.Next(least, 4)).Select(_ => (byte)('a' + random.Next(2)))];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
