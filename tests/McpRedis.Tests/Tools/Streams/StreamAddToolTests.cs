using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Streams;

public sealed class StreamAddToolTests(RedisFixture redis)
{
    private const string Tool = "redis_stream_add";

    [Theory, MemberData(nameof(SampleBytes.Names), MemberType = typeof(SampleBytes))]
    public async Task StreamAdd_stores_any_bytes_in_order_with_repeated_fields(string sample)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] bytes = SampleBytes.ByName[sample], key = [.. Encoding.UTF8.GetBytes(mcp.Prefix), .. bytes];
        var fields = new[] { new { field = bytes, value = bytes }, new { field = (byte[])[1], value = (byte[])[] }, new { field = bytes, value = (byte[])[2] } };
        var reply = await mcp.CallAsync(Tool, new { key, items = new[] { new { fields } }, encoding = "base64" });
        Assert.Equal(1, reply.At("added").GetInt64());
        var entry = Assert.Single((await redis.CallAsync("XRANGE", key, "-", "+")).Items!);
        Assert.Equal(reply.List("ids")[0].GetString(), entry[0].Text);
        Assert.Equal([bytes, bytes, [1], [], bytes, [2]], entry[1].Items!.Select(i => i.Bytes));
    }

    [Fact]
    public async Task StreamAdd_batch_is_all_or_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var ids = (await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry("5-1"), Entry("5-2"), Entry("18446744073709551614-0") } })).List("ids");
        Assert.Equal(["5-1", "5-2", "18446744073709551614-0"], ids.Select(i => i.GetString()!));
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry("5-2") } })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry("x") } })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new object[] { new { fields = Array.Empty<object>() } } })).Code);
        Assert.Equal(3, (await redis.CallAsync("XLEN", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task StreamAdd_to_a_missing_stream_only_when_it_may_be_made()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry(), Entry() }, create = false });
        Assert.Equal((0, 0), (reply.At("added").GetInt64(), reply.List("ids").Length));
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
        Assert.Equal(2, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry(), Entry() } })).At("added").GetInt64());
    }

    [Fact]
    public async Task StreamAdd_keeps_a_full_stream_at_its_length_without_asking()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 110);   // kept roughly at 100 by somebody else
        await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry("199-0"), Entry("200-0") }, maxLength = 100 });
        await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry("201-0") }, maxLength = 100 });
        string[] kept = await redis.IdsAsync(mcp.Prefix);
        Assert.Equal([.. Enumerable.Range(14, 97).Select(i => $"{i}-0"), "199-0", "200-0", "201-0"], kept);
        await redis.FillAsync(mcp.Prefix + "2", 110);
        await mcp.CallAsync(Tool, new { key = mcp.Prefix + "2", items = new[] { Entry("200-0") }, minId = "11" });
        kept = await redis.IdsAsync(mcp.Prefix + "2");
        Assert.Equal([.. Enumerable.Range(11, 100).Select(i => $"{i}-0"), "200-0"], kept);
    }

    [Fact]
    public async Task StreamAdd_that_trims_more_than_it_adds_must_be_confirmed()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 300);
        foreach (object trim in (object[])[new { key = mcp.Prefix, items = new[] { Entry() }, maxLength = 10 }, new { key = mcp.Prefix, items = new[] { Entry() }, minId = "200-0" },
            new { key = mcp.Prefix, items = new[] { Entry() }, maxLength = 199 }, new { key = mcp.Prefix, items = new[] { Entry() }, minId = "103" }])
        {
            Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, trim)).Code);
        }
        Assert.Equal(300, (await redis.CallAsync("XLEN", mcp.Prefix)).Integer);
        await using var free = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await free.CallAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry("999-0") }, maxLength = 2 });
        string[] kept = await redis.IdsAsync(mcp.Prefix);
        Assert.Equal(["300-0", "999-0"], kept);
    }

    [Theory]
    [InlineData("MAXLEN")]
    [InlineData("NOMKSTREAM")]
    [InlineData("LIMIT")]
    [InlineData("~")]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("5-*-1")]
    [InlineData("*-5")]
    public async Task StreamAdd_id_is_an_id_and_no_option(string id)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 300);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { new { id, fields = new[] { new { field = "0", value = "*" }, new { field = "f", value = "v" } } } } })).Code);
        Assert.Equal(300, (await redis.CallAsync("XLEN", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task StreamAdd_takes_ids_in_every_form()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var ids = (await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry("5"), Entry("5-*"), Entry("5-7"), Entry("*") } })).List("ids");
        Assert.Equal(["5-0", "5-1", "5-7"], ids[..3].Select(i => i.GetString()!));
    }

    [Fact]
    public async Task StreamAdd_that_would_empty_a_small_stream_must_be_confirmed()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 100);
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry() }, maxLength = 0 })).Code);
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry() }, minId = "101" })).Code);
        Assert.Equal(100, (await redis.CallAsync("XLEN", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task StreamAdd_refuses_other_types_both_trims_and_keys_outside_the_scope()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "t:" });
        await redis.CallAsync("SET", mcp.Prefix, "v");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry() } })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry() }, maxLength = 1, minId = "1" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { Entry() }, maxLength = -1 })).Code);
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { key = "other", items = new[] { Entry() } })).Code);
        Assert.Contains("items[0].fields[0].value", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new object[] { new { fields = new[] { new { field = "f" } } } } })).Message, StringComparison.Ordinal);
    }

    private static object Entry(string? id = null) => new { id, fields = new[] { new { field = "f", value = "v" } } };
}
