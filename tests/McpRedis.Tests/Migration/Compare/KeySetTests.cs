using System.Text;
using McpRedis.Migration.Compare;
using McpRedis.Rdb.Canonical;

namespace McpRedis.Tests.Migration.Compare;

public sealed class KeySetTests
{
    [Theory]
    [InlineData(1, 50)]
    [InlineData(7, 500)]
    [InlineData(1000, 5000)]
    [InlineData(1_000_000, 5000)]
    public void Hashes_come_back_sorted_and_once_however_few_are_held(int held, int count)
    {
        var random = new Random(held);
        ulong[] hashes = [.. Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64(count)), ulong.MaxValue, 0];
        Assert.Equal(hashes.Distinct().Order(), Sorted(hashes, held));
    }

    [Fact]
    public void Spilled_runs_are_disposed_of()
    {
        var runs = new List<MemoryStream>();
        using (var hashes = new KeyHashes(2, () => { runs.Add(new MemoryStream()); return runs[^1]; }))
        {
            for (ulong i = 0; i < 10; i++)
            {
                hashes.Add(i);
            }
            Assert.Equal(10, hashes.Sorted().Count());
        }
        Assert.Equal(4, runs.Count);
        Assert.All(runs, run => Assert.False(run.CanRead));
    }

    [Fact]
    public void Differences_go_both_ways()
    {
        KeySetDifference found = KeySetDifference.Find([1, 2, 3, 7, 9], [2, 4, 5, 6, 9], mostHashes: 2);
        Assert.Equal((5, 5, 3, 3), (found.Source, found.Target, found.Missing, found.Extra));
        Assert.Equal([1UL, 3UL], found.MissingHashes);
        Assert.Equal([4UL, 5UL], found.ExtraHashes);
    }

    [Fact]
    public void Whatever_the_keys_the_difference_is_that_of_the_sets()
    {
        var random = new Random(5);
        for (int round = 0; round < 500; round++)
        {
            HashSet<ulong> source = [.. Enumerable.Range(0, random.Next(40)).Select(_ => (ulong)random.Next(50))], target = [.. Enumerable.Range(0, random.Next(40)).Select(_ => (ulong)random.Next(50))];
            KeySetDifference found = KeySetDifference.Find(source.Order(), target.Order(), 100);
            Assert.Equal(source.Except(target).Order(), found.MissingHashes);
            Assert.Equal(target.Except(source).Order(), found.ExtraHashes);
            Assert.Equal((source.Count, target.Count), (found.Source, found.Target));
        }
    }

    [Fact]
    public void Databases_and_keys_of_a_comparison_are_part_of_the_hash()
    {
        CanonicalKeys keys = CanonicalKeys.Create();
        ulong hash = KeyHash.Of(keys, 0, "a"u8);
        Assert.Equal(hash, KeyHash.Of(keys, 0, "a"u8));
        Assert.NotEqual(hash, KeyHash.Of(keys, 1, "a"u8));
        Assert.NotEqual(hash, KeyHash.Of(keys, 0, "b"u8));
        Assert.NotEqual(hash, KeyHash.Of(CanonicalKeys.Create(), 0, "a"u8));
    }

    [Fact]
    public void A_hundred_thousand_keys_have_as_many_hashes()
    {
        CanonicalKeys keys = CanonicalKeys.Create();
        Assert.Equal(100_000, Sorted(Enumerable.Range(0, 100_000).Select(i => KeyHash.Of(keys, 0, Encoding.UTF8.GetBytes($"user:{i}"))), 30_000).Count);
    }

    [Fact]
    public void A_million_names_take_the_memory_of_a_hundred_thousand()
    {
        const int Held = 100_000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        using (var hashes = new KeyHashes(Held, SpillFile.Create))
        {
            for (ulong i = 0; i < 1_000_000; i++)
            {
                hashes.Add(i * 0x9E3779B97F4A7C15);
            }
            Assert.Equal(1_000_000, hashes.Sorted().Count());
        }
        // The list as it grew, twice what it holds; and a block of 64 KiB and the file's buffer for each run.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (Held * sizeof(ulong) * 4) + (10 * (192 << 10)));
    }

    private static List<ulong> Sorted(IEnumerable<ulong> hashes, int held)
    {
        using var set = new KeyHashes(held, () => new MemoryStream());
        foreach (ulong hash in hashes)
        {
            set.Add(hash);
        }
        return [.. set.Sorted()];
    }
}
