using System.Text;
using McpRedis.Analysis.Hot;

namespace McpRedis.Tests.Analysis.Hot;

public sealed class SpaceSavingTests
{
    [Fact]
    public void What_is_often_is_found_among_any_number_of_others_and_the_bounds_hold()
    {
        var random = new Random(9);
        var counts = new SpaceSaving(100);
        var truth = new Dictionary<string, long>(StringComparer.Ordinal);
        for (int i = 0; i < 50_000; i++)
        {
            string key = random.Next(10) switch { 0 or 1 or 2 => "hottest", 3 => "hot", 4 => $"warm{random.Next(3)}", _ => $"cold{random.Next(1_000_000)}" };
            truth[key] = truth.GetValueOrDefault(key) + 1;
            counts.Add(0, Encoding.ASCII.GetBytes(key));
        }
        var ranked = counts.Ranked.ToList();
        Assert.Equal((100, 50_000L), (ranked.Count, counts.Total));
        Assert.Equal(["hottest", "hot"], ranked.Take(2).Select(count => Encoding.ASCII.GetString(count.Name)));
        Assert.Equal(["warm0", "warm1", "warm2"], ranked.Skip(2).Take(3).Select(count => Encoding.ASCII.GetString(count.Name)).Order(StringComparer.Ordinal));
        Assert.All(ranked, count => Assert.InRange(truth[Encoding.ASCII.GetString(count.Name)], count.Count - count.Over, count.Count));
    }
}
