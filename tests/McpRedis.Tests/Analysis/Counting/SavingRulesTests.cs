using McpRedis.Analysis.Counting;

namespace McpRedis.Tests.Analysis.Counting;

public sealed class SavingRulesTests
{
    [Theory]
    [InlineData(Words.Hash, Words.HashTable, 600, (int)SavingKind.HashAboveLimit)]
    [InlineData(Words.Hash, Words.HashTable, 500, (int)SavingKind.HashWithinLimit)]
    [InlineData(Words.Set, Words.HashTable, 130, (int)SavingKind.SetAboveLimit)]
    [InlineData(Words.SortedSet, Words.Skiplist, 500, (int)SavingKind.SortedSetAboveLimit)]
    [InlineData(Words.SortedSet, Words.Skiplist, 100, (int)SavingKind.SortedSetWithinLimit)]
    public void Values_that_a_limit_keeps_from_being_packed(byte type, byte encoding, long length, int which)
    {
        var kind = (SavingKind)which;
        var rules = new SavingRules(new());
        rules.Add(Key(type, encoding, length, 200_000));
        Assert.Equal((1L, length), (rules[kind].Keys, rules[kind].Longest));
        Assert.True(rules[kind].LowBytes <= rules[kind].HighBytes && rules[kind].HighBytes < 200_000);
    }

    [Theory]
    [InlineData(Words.Hash, Words.Listpack, 100)]
    [InlineData(Words.Hash, Words.HashTable, 100_000)]
    [InlineData(Words.SortedSet, Words.Skiplist, 100_000)]
    [InlineData(Words.Set, Words.Intset, 200)]
    [InlineData(Words.String, Words.Embstr, 20)]
    public void What_is_well_as_it_is(byte type, byte encoding, long length)
    {
        var rules = new SavingRules(new());
        rules.Add(Key(type, encoding, length, 5000));
        Assert.All(Enum.GetValues<SavingKind>(), kind => Assert.Equal(0, rules[kind].Keys));
    }

    [Fact]
    public void Room_behind_a_string()
    {
        var rules = new SavingRules(new());
        rules.Add(Key(Words.String, Words.Raw, 10_000, 20_000));
        rules.Add(Key(Words.String, Words.Raw, 10_000, 10_100));
        Assert.Equal(1, rules[SavingKind.StringWithRoom].Keys);
        Assert.InRange(9920, rules[SavingKind.StringWithRoom].LowBytes, rules[SavingKind.StringWithRoom].HighBytes);
    }

    [Fact]
    public void Sets_are_packed_from_7_2_on_only()
    {
        var rules = new SavingRules(new() { HasSetListpack = false });
        rules.Add(Key(Words.Set, Words.HashTable, 130, 10_000));
        Assert.Equal(0, rules[SavingKind.SetAboveLimit].Keys);
    }

    private static KeyFact Key(byte type, byte encoding, long length, long size) => new() { Database = 0, Name = "k"u8, Type = type, Encoding = encoding, Length = length, SizeBytes = size };
}
