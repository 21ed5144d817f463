using System.Text;
using McpRedis.Analysis.Counting;

namespace McpRedis.Tests.Analysis.Counting;

/// <summary>Everything counted, held against the same counts made the long way.</summary>
public sealed class AnalysisTallyTests
{
    [Fact]
    public void Planted_keys_are_counted_as_by_hand()
    {
        var planted = Plant(new Random(17), 30_000);
        var tally = Count(planted);
        Assert.Equal(planted.Count, tally.All.Keys);
        Assert.Equal(planted.Sum(key => key.Size), tally.All.Bytes.Sum);
        foreach (var own in planted.GroupBy(key => key.Type))
        {
            var counted = tally.Types.Single(type => type.Type == own.Key);
            Assert.Equal((own.LongCount(), (double)own.Sum(key => key.Length)), (counted.All.Keys, counted.Lengths.Sum));
            Assert.Equal(Ranked(own, key => key.Size), counted.BySize.Ranked.Take(20).Select(key => key.SizeBytes));
            Assert.Equal(Ranked(own, key => key.Length), counted.ByLength.Ranked.Take(20).Select(key => key.Length));
        }
        Assert.Equal(planted.LongCount(key => key.Ttl >= 0), tally.Expiring.Keys);
        Assert.Equal(planted.LongCount(key => key.Ttl >= 0 && key.Ttl < 60_000), tally.Expiry[0].Keys);
        Assert.Equal(planted.LongCount(key => key.Ttl >= 30 * 86_400_000L), tally.Expiry[5].Keys);
        Assert.Equal(planted.LongCount(key => key.Idle >= 30 * 86_400 && key.Ttl < 0), tally.Forgotten.Keys);

        static IEnumerable<long> Ranked(IEnumerable<Planted> keys, Func<Planted, long> by) => keys.Select(by).OrderDescending().Take(20);
    }

    [Fact]
    public void A_key_that_SCAN_gives_twice_is_once_among_the_largest()
    {
        var key = new Planted("twice", Words.Hash, 10, 1000, -1, 0);
        Assert.Single(Count([key, key]).Types.Single().BySize.Ranked);
    }

    [Fact]
    public void Types_without_end_take_no_more_room_than_there_is()
    {
        var words = new Words();
        var numbers = Enumerable.Range(0, 10_000).Select(i => words.Types.Of(Encoding.ASCII.GetBytes($"type{i}"))).ToHashSet();
        Assert.InRange(numbers.Count, 2, WordTable.Most);
        Assert.Equal(Words.Stream, words.Types.Of("stream"u8));
        Assert.Equal("other", words.Types[WordTable.Most - 1]);
    }

    [Fact]
    public void Of_a_part_by_chance_the_truth_lies_within_the_ranges_as_often_as_they_say()
    {
        var random = new Random(23);
        var planted = Plant(random, 20_000);
        long expiring = planted.LongCount(key => key.Ttl >= 0), bytes = planted.Sum(key => key.Size);
        int countsHeld = 0, sumsHeld = 0;
        for (int round = 0; round < 100; round++)
        {
            var part = planted.OrderBy(_ => random.Next()).Take(2000).ToList();
            var tally = Count(part);
            var coverage = new McpRedis.Analysis.Coverage(2000, 20_000, IsComplete: false);
            countsHeld += Holds(coverage.KeysOf(tally.Expiring.Keys), expiring) ? 1 : 0;
            sumsHeld += Holds(coverage.BytesOf(tally.All), bytes) ? 1 : 0;
        }
        // 95 of 100 on average; below 85 has a chance of one in ten thousand.
        Assert.InRange(countsHeld, 85, 100);
        Assert.InRange(sumsHeld, 85, 100);

        static bool Holds(Bounds bounds, double truth) => bounds.Low <= truth && truth <= bounds.High;
    }

    [Fact]
    public void All_seen_is_exact()
    {
        var tally = Count(Plant(new Random(1), 1000));
        var coverage = new McpRedis.Analysis.Coverage(1000, 1000, IsComplete: true);
        Assert.True(coverage.KeysOf(tally.Expiring.Keys).IsExact);
        Assert.Equal(Bounds.Exactly(tally.All.Bytes.Sum), coverage.BytesOf(tally.All));
    }

    private static AnalysisTally Count(IReadOnlyList<Planted> keys)
    {
        var tally = new AnalysisTally(new() { Top = 30 }, new());
        foreach (var key in keys)
        {
            tally.Add(new() { Database = 0, Name = Encoding.ASCII.GetBytes(key.Name), Type = key.Type, Length = key.Length, SizeBytes = key.Size, TtlMs = key.Ttl, IdleSeconds = key.Idle });
        }
        return tally;
    }

    private static List<Planted> Plant(Random random, int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Planted(
            $"k{random.Next(5)}:{i}", (byte)random.Next(Words.String, Words.Stream + 1), random.Next(10_000), random.Next(100, 5000),
            random.Next(3) == 0 ? random.NextInt64(60 * 86_400_000L) : KeyFact.Never, random.NextInt64(100 * 86_400))),
    ];

    private sealed record Planted(string Name, byte Type, long Length, long Size, long Ttl, long Idle);
}
