using System.Text;
using McpRedis.Analysis.Counting;
using McpRedis.Keyspace;

namespace McpRedis.Tests.Analysis.Counting;

public sealed class PrefixTreeTests
{
    [Fact]
    public void Counts_are_those_of_every_key_looked_at_by_itself()
    {
        var random = new Random(3);
        var tree = new PrefixTree(1 << 15, ":/"u8);
        var counts = new Dictionary<string, (long Keys, long Bytes, long Expiring)>(StringComparer.Ordinal);
        for (int i = 0; i < 20_000; i++)
        {
            string[] parts = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => $"{(char)('a' + random.Next(4))}")];
            string name = string.Concat(parts.Select((part, at) => at == 0 ? part : $"{(part[0] % 2 == 0 ? ':' : '/')}{part}"));
            (long bytes, bool expires) = (random.Next(1000), random.Next(2) == 0);
            Add(tree, name, bytes, expires ? 5 : KeyFact.Never);
            char delimiter = name.Contains(':', StringComparison.Ordinal) ? ':' : '/';
            for (int at = 0; at < name.Length; at++)
            {
                if (name[at] == delimiter)
                {
                    var was = counts.GetValueOrDefault(name[..(at + 1)]);
                    counts[name[..(at + 1)]] = (was.Keys + 1, was.Bytes + bytes, was.Expiring + (expires ? 1 : 0));
                }
            }
        }
        Assert.Equal(counts.Count, tree.Count - 1);
        for (int node = 1; node < tree.Count; node++)
        {
            Assert.Equal(counts[Encoding.ASCII.GetString(tree.NameOf(node))], (tree[node].All.Keys, (long)tree[node].All.Bytes.Sum, tree[node].Expiring));
        }
    }

    [Fact]
    public void Hostile_names_do_not_make_it_grow_and_what_matters_stays_right()
    {
        const int Most = 2048;
        var random = new Random(5);
        var tree = new PrefixTree(Most, ":"u8);
        long orders = 0, sessions = 0;
        for (int i = 0; i < 300_000; i++)
        {
            switch (random.Next(50))
            {
                case 0: Add(tree, $"orders:{i}:lines", 100); orders++; break;
                case 1: Add(tree, $"session:{i}", 10); sessions++; break;
                default: Add(tree, $"{Word(random)}:{Word(random)}:{Word(random)}:x", 1); break;
            }
            Assert.InRange(tree.Count, 1, Most);
        }
        Assert.True(tree.WasFull);
        var found = Enumerable.Range(0, tree.Count).ToDictionary(node => Encoding.ASCII.GetString(tree.NameOf(node)), StringComparer.Ordinal);
        Near(orders, tree[found["orders:"]]);
        Near(orders, tree[found["orders:{n}:"]]);
        Near(sessions, tree[found["session:"]]);
        // Nothing is lost: what is not in a node of its own is told as folded.
        long below = found.Values.Where(node => node != 0 && tree[node].Parent == 0).Sum(node => tree[node].All.Keys);
        Assert.Equal(300_000, below + tree[0].FoldedKeys);

        static void Near(long truth, in PrefixNode node)
        {
            Assert.InRange(node.All.Keys, truth * 0.99, truth);
            Assert.True(node.All.Keys + node.MissedKeys >= truth, "the bound holds");
        }
    }

    [Theory]
    [InlineData("user:1001:last-seen", "user:{n}:")]
    [InlineData("pages/en/index.html", "pages/en/")]
    [InlineData("app.cache.17", "app.cache.")]
    [InlineData("session_9f", "session_")]
    [InlineData("3f2504e0-4f89-11d3-9a0c-0305e82c3301", "")]
    [InlineData("counter", "")]
    public void The_most_telling_delimiter_of_a_name_parts_it(string name, string deepest)
    {
        var tree = new PrefixTree(256, KeyDelimiters.Usual);
        Add(tree, name, 1);
        Assert.Equal(deepest, Encoding.ASCII.GetString(tree.NameOf(tree.Count - 1)));
    }

    [Fact]
    public void Very_deep_and_very_long_names()
    {
        var tree = new PrefixTree(256, ":"u8);
        Add(tree, string.Concat(Enumerable.Repeat("a:", 5000)), 1);
        Add(tree, new string('x', 100_000) + ":y", 1);
        Add(tree, ":::", 1);
        Assert.InRange(tree.Count, 1, 64);
        Assert.Equal(3, tree[PrefixTree.Root].All.Keys);
    }

    private static string Word(Random random) => string.Create(12, random, (to, chance) =>
    {
        foreach (ref char c in to)
        {
            c = (char)('a' + chance.Next(26));
        }
    });

    private static void Add(PrefixTree tree, string name, long bytes, long ttlMs = KeyFact.Never) =>
        tree.Add(new() { Database = 0, Name = Encoding.ASCII.GetBytes(name), Type = Words.Hash, SizeBytes = bytes, TtlMs = ttlMs });
}
