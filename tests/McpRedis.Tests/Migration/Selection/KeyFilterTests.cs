using System.Text;
using McpRedis.Migration.Selection;

namespace McpRedis.Tests.Migration.Selection;

public sealed class KeyFilterTests
{
    [Theory]
    [InlineData("user:1", true)]
    [InlineData("user:1:tmp", false)]
    [InlineData("cart[1]", true)]
    [InlineData("cart1", false)]
    [InlineData("exact", true)]
    [InlineData("exactly", false)]
    [InlineData("other", false)]
    [InlineData("", false)]
    public void Names_must_match_one_included_and_none_excluded(string key, bool taken)
    {
        var filter = Of(new() { Patterns = [Bytes("user:*"), Bytes("exact"), Bytes("cart\\[*")], Exclude = [Bytes("*:tmp")] });
        Assert.Equal(taken, filter.TakesKey(Bytes(key)));
    }

    [Fact]
    public void Nothing_given_takes_everything()
    {
        var filter = Of(new());
        Assert.True(filter.TakesAll);
        Assert.True(filter.TakesKey(default));
        Assert.True(filter.TakesType(KeyTypes.Module));
        Assert.True(filter.TakesTtl(1));
        Assert.True(filter.TakesSize(0));
        Assert.False(filter.NeedsSize || filter.NeedsType);
    }

    [Fact]
    public void Types_are_those_named()
    {
        var filter = Of(new() { Types = ["hash", "zset"] });
        Assert.True(filter.TakesType(KeyTypeWords.Of("hash")) && filter.TakesType(KeyTypeWords.Of("zset")));
        Assert.False(filter.TakesType(KeyTypeWords.Of("string")) || filter.TakesType(KeyTypeWords.Of("ReJSON-RL")));
        Assert.False(filter.TakesAll);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(99L, false)]
    [InlineData(100L, true)]
    [InlineData(200L, true)]
    [InlineData(201L, false)]
    public void Expiries_are_within_both_limits(long? ttlMs, bool taken) =>
        Assert.Equal(taken, Of(new() { Limits = new(100, 200, null) }).TakesTtl(ttlMs));

    [Fact]
    public void Key_without_expiry_outlives_the_least() => Assert.True(Of(new() { Limits = new(100, null, null) }).TakesTtl(null));

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void Sizes_are_within_the_limit(long bytes, bool taken)
    {
        var filter = Of(new() { Limits = new(null, null, 20) });
        Assert.True(filter.NeedsSize);
        Assert.Equal(taken, filter.TakesSize(bytes));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var filter = Of(new() { Patterns = [Bytes("user:*:x?"), Bytes("a*"), Bytes("b")], Exclude = [Bytes("*z")] });
        byte[] key = Bytes("user:12345:xy");
        bool taken = filter.TakesKey(key);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            taken &= filter.TakesKey(key);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(taken);
    }

    private static KeyFilter Of(SelectionRequest request) => KeySelection.Of(request).Filter;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
