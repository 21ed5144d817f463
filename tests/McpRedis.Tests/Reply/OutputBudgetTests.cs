using System.Text;
using McpRedis.Hosting;
using McpRedis.Reply;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Reply;

public sealed class OutputBudgetTests(RedisFixture redis)
{
    private const int Items = 12;

    [Fact]
    public void Bytes_run_out_at_the_byte()
    {
        var budget = new OutputBudget(4096);
        int all = budget.BytesLeft;
        Assert.False(budget.TryTake(all + 1));
        Assert.Equal(("bytes", all), (budget.CutBy, budget.BytesLeft));
        Assert.True(budget.TryTake(all));
        Assert.Equal(0, budget.BytesLeft);
        Assert.False(budget.TryTake(1));
    }

    [Fact]
    public void Items_run_out_at_the_item()
    {
        var budget = new OutputBudget(4096, maxItems: 2);
        Assert.True(budget.TryTake(1));
        Assert.True(budget.TryTake(1));
        Assert.Null(budget.CutBy);
        Assert.False(budget.TryTake(1));
        Assert.Equal("items", budget.CutBy);
    }

    [Fact]
    public void Text_of_a_fixed_set_is_no_item()
    {
        var budget = new OutputBudget(4096, maxItems: 1);
        Assert.True(budget.TryTakeText(1));
        Assert.True(budget.TryTakeText(1));
        Assert.True(budget.TryTake(1));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("😀")]
    [InlineData("\u202e")]
    [InlineData("\"")]
    [InlineData("\0")]
    public void Value_is_charged_as_it_is_written(string character)
    {
        byte[] value = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(character, 100)));
        int size = TextCut.JsonSize(value) + 32;
        foreach (int left in new[] { size - 1, size, size + 1 })
        {
            var budget = new OutputBudget(OutputBudget.DefaultBytes);
            Assert.True(budget.TryTake(budget.BytesLeft - left));
            Assert.Equal(left >= size, budget.TryTakeValue(value, value.Length) is not null);
        }
    }

    [Fact]
    public void Long_value_is_cut_and_charged_for_what_is_shown()
    {
        var budget = new OutputBudget(32 * 1024);
        byte[] value = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("é", 5000)));
        var shown = budget.TryTakeValue(value, 1_000_000)!;
        Assert.Equal((4096, 1_000_000, true), (shown.Bytes.Length, shown.SizeBytes, shown.Truncated));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(4096)]
    public void Dearest_value_or_pair_fits_into_an_empty_reply(int kilobytes)
    {
        byte[] dear = new byte[10_000];   // six bytes for each
        Assert.NotNull(new OutputBudget(kilobytes * 1024).TryTakeValue(dear, dear.Length));
        Assert.NotNull(new OutputBudget(kilobytes * 1024).TryTakePair(dear, dear));
    }

    [Fact]
    public void Pair_is_taken_whole_or_not_at_all()
    {
        var budget = new OutputBudget(4096);
        Assert.True(budget.TryTake(budget.BytesLeft - 300));
        Assert.Null(budget.TryTakePair(new byte[20], new byte[20]));
        Assert.Equal(300, budget.BytesLeft);
        Assert.NotNull(budget.TryTakePair("a"u8.ToArray(), "b"u8.ToArray()));
    }

    // S12 through the front door: however dear the characters and however small the budget, a page is cut and never refused, and
    // reading on ends.
    [Theory]
    [InlineData("a", 4)]
    [InlineData("😀", 4)]
    [InlineData("\u202e", 4)]
    [InlineData("\"", 4)]
    [InlineData("\0", 4)]
    [InlineData("é", 4)]
    [InlineData("\0", 8)]
    [InlineData("😀", 32)]
    [InlineData("\0", 32)]
    public async Task Pages_stay_within_the_budget_and_go_on(string character, int kilobytes)
    {
        var options = ToolHarness.Everything with { OutputBudgetBytes = kilobytes * 1024 };
        await using var mcp = await ToolHarness.StartAsync(redis, options);
        await using var raw = await redis.ConnectAsync();
        foreach (int length in new[] { 1, 60, 700, 4100 })
        {
            string value = string.Concat(Enumerable.Repeat(character, length));
            string at = $"{mcp.Prefix}{length}:";
            for (int i = 0; i < Items; i++)
            {
                await raw.CallAsync("HSET", at + "hash", $"{i}{value}", value);
                await raw.CallAsync("RPUSH", at + "list", value);
                await raw.CallAsync("SADD", at + "set", $"{i}{value}");
                await raw.CallAsync("ZADD", at + "zset", i, $"{i}{value}");
                await raw.CallAsync("XADD", at + "stream", "*", "f", value, $"{i}{value}", value);
            }
            Assert.Equal(Items, await CountAsync(mcp, options, at + "hash", "fields"));
            Assert.Equal(Items, await CountAsync(mcp, options, at + "list", "elements"));
            Assert.Equal(Items, await CountAsync(mcp, options, at + "set", "members"));
            Assert.Equal(Items, await CountAsync(mcp, options, at + "zset", "scores"));
            Assert.Equal(Items, await CountAsync(mcp, options, at + "stream", "entries"));
        }
    }

    // A page may be empty, but a cursor that does not move would keep a caller for ever.
    private static async Task<int> CountAsync(ToolHarness mcp, ServerOptions options, string key, string list)
    {
        int count = 0;
        string? cursor = null;
        do
        {
            var answer = await mcp.SendAsync("redis_key_get", new { key, cursor });
            Assert.Null(answer.Error);
            Assert.InRange(Encoding.UTF8.GetByteCount(answer.Text), 1, options.OutputBudgetBytes);
            string? next = answer.Reply.GetProperty("cursor").GetString();
            Assert.True(next is null || next != cursor, $"{key}: the cursor stays at {cursor}");
            (cursor, count) = (next, count + answer.Reply.GetProperty(list).GetArrayLength());
        }
        while (cursor is not null);
        return count;
    }
}
