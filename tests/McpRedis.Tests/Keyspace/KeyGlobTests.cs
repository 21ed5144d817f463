using System.Text;
using FsCheck.Fluent;
using McpRedis.Keyspace;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Keyspace;

public sealed class KeyGlobTests
{
    // Few letters and all that is special, so that patterns meet keys; bytes above 127 for the signs of ranges.
    private static readonly byte[] Letters = [.. "aab"u8, .. "*?[]^-\\"u8, 0, 0x7F, 0x80, 0xFF];

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("**", "", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a*", "a", true)]
    [InlineData("*a*b", "xaxaxb", true)]
    [InlineData("*a*b", "xaxax", false)]
    [InlineData("h?llo", "hello", true)]
    [InlineData("h?llo", "hllo", false)]
    [InlineData("h[ae]llo", "hallo", true)]
    [InlineData("h[^e]llo", "hello", false)]
    [InlineData("h[b-a]llo", "hallo", true)]
    [InlineData("h[a", "ha", true)]
    [InlineData("h[]a", "ha", false)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "a", false)]
    [InlineData("a\\", "a\\", true)]
    [InlineData("user:*:cart", "user:17:cart", true)]
    [InlineData("user:*:cart", "user:17:carts", false)]
    public void Globs_match_as_documented(string pattern, string key, bool matches) =>
        Assert.Equal(matches, KeyGlob.IsMatch(Encoding.ASCII.GetBytes(pattern), Encoding.ASCII.GetBytes(key)));

    [Theory, MemberData(nameof(ServerEngine.Cases), MemberType = typeof(ServerEngine))]
    public async Task Any_pattern_matches_the_keys_that_SCAN_MATCH_returns(string engine)
    {
        await using var server = await ServerEngine.StartAsync(engine);
        await using var redis = await server.ConnectAsync();
        var random = new Random(Gen.Choose(0, int.MaxValue).Values(1, 1)[0]);
        var keys = Enumerable.Range(0, 400).Select(_ => Bytes(random, 0, 6)).DistinctBy(Convert.ToHexString).ToList();
        foreach (byte[] key in keys)
        {
            await redis.CallAsync("SET", key, "");
        }
        for (int i = 0; i < 400; i++)
        {
            byte[] pattern = Bytes(random, 1, 8);
            var page = await redis.CallAsync("SCAN", 0, "COUNT", 100_000, "MATCH", pattern);
            Assert.Equal("0", page[0].Text);
            var expected = page[1].Items!.Select(key => Convert.ToHexString(key.Bytes!)).Order();
            var found = keys.Where(key => KeyGlob.IsMatch(pattern, key)).Select(Convert.ToHexString).Order();
            Assert.True(expected.SequenceEqual(found), $"pattern {Convert.ToHexString(pattern)}: SCAN has {string.Join(',', expected.Except(found))} more, we {string.Join(',', found.Except(expected))}");
        }
    }

    // An old trap of globs: every star doubles the work.
    [Fact]
    public void Many_stars_take_no_more_than_the_product_of_the_lengths()
    {
        byte[] pattern = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("*a", 300)) + "b");
        byte[] key = Encoding.ASCII.GetBytes(new string('a', 60_000));
        Assert.False(KeyGlob.IsMatch(pattern, key));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        byte[] pattern = "user:*:[a-z]?rt"u8.ToArray(), key = "user:1234:cart"u8.ToArray();
        bool matches = KeyGlob.IsMatch(pattern, key);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            matches &= KeyGlob.IsMatch(pattern, key);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(matches);
    }

    private static byte[] Bytes(Random random, int least, int most)
    {
        byte[] bytes = new byte[random.Next(least, most + 1)];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = Letters[random.Next(Letters.Length)];
        }
        return bytes;
    }
}
