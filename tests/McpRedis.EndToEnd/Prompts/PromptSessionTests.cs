using System.Text.Json;
using System.Text.Json.Nodes;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Prompts;

/// <summary>What people ask for every day, answered through the built program: the content of every answer, and what is in Redis afterwards.</summary>
public sealed class PromptSessionTests
{
    private const string Folder = "tests/prompts";

    public static TheoryData<string> Files => [.. RepositoryFile.Names(Folder)];

    [Fact]
    public void There_are_forty_requests_and_more() =>
        Assert.InRange(RepositoryFile.Names(Folder).Sum(file => Read(file).Requests.Length), 40, int.MaxValue);

    [Theory, MemberData(nameof(Files))]
    public async Task Session_is_answered(string file)
    {
        var session = Read(file);
        string[] names = session.Connections ?? ["default"];
        var servers = new Dictionary<string, RedisServerProcess>();
        try
        {
            foreach (string name in names)
            {
                servers[name] = await RedisServerProcess.StartAsync();
            }
            await SeedAsync(servers[names[0]], session.Seed);
            await using var program = StdioProcess.Start(BuiltProgram.Start(session.Options ?? [], environment: Urls(servers)));
            await program.InitializeAsync();
            var kept = new Dictionary<string, JsonNode?>();
            foreach (var request in session.Requests)
            {
                foreach (var call in request.Calls)
                {
                    await AnswerAsync(program, request.Ask, call, kept);
                }
                foreach (var fact in request.Redis ?? [])
                {
                    await HoldsAsync(servers[fact.Connection ?? names[0]], request.Ask, fact);
                }
            }
            Assert.Empty(program.StrayLines);
        }
        finally
        {
            foreach (var server in servers.Values)
            {
                await server.DisposeAsync();
            }
        }
    }

    private static async Task AnswerAsync(StdioProcess program, string ask, PromptCall call, Dictionary<string, JsonNode?> kept)
    {
        var arguments = JsonObject.Create(call.Arguments)!;
        Fill(arguments, kept);
        var reply = await program.CallAsync(call.Tool, arguments);
        if (call.Confirm is { } preview)
        {
            Assert.True(reply.Code == "confirmation_required", $"{ask} {call.Tool}: {reply}");
            Holds(ask, call.Tool, preview, reply.Data.GetProperty("preview"));
            arguments["confirmToken"] = reply.Data.GetProperty("confirmToken").GetString();
            if (reply.Data.GetProperty("preview").GetProperty("target") is { ValueKind: JsonValueKind.String } target)
            {
                arguments["confirmTarget"] = target.GetString();
            }
            reply = await program.CallAsync(call.Tool, arguments);
        }
        Assert.True(reply.Code == call.Error, $"{ask} {call.Tool}: {reply}");
        if (call.Reply is { } expected)
        {
            Holds(ask, call.Tool, expected, reply.Data);
        }
        foreach ((string name, string member) in call.Keep ?? [])
        {
            kept[name] = JsonNode.Parse(member.Split('.').Aggregate(reply.Data, (at, part) => at.GetProperty(part)).GetRawText());
        }
    }

    private static void Holds(string ask, string tool, JsonElement expected, JsonElement actual)
    {
        string? wrong = Expectation.Mismatch(expected, actual);
        Assert.True(wrong is null, $"{ask} {tool}: {wrong}\nwhole reply: {actual.GetRawText()}");
    }

    private static async Task HoldsAsync(RedisServerProcess server, string ask, PromptFact fact)
    {
        await using var redis = await server.ConnectAsync();
        var reply = await redis.CallAsync([.. fact.Command]);
        string actual = fact.Reply.ValueKind == JsonValueKind.Array ? JsonSerializer.Serialize(reply.Texts) : JsonSerializer.Serialize(reply.Text);
        Assert.True(actual == JsonSerializer.Serialize(fact.Reply), $"{ask} {string.Join(' ', fact.Command)}: expected {fact.Reply}, got {actual}");
    }

    private static void Fill(JsonObject arguments, Dictionary<string, JsonNode?> kept)
    {
        foreach (var (name, value) in arguments.ToArray())
        {
            if (value is JsonValue text && text.TryGetValue(out string? word) && word is ['$', .. var key])
            {
                arguments[name] = kept[key]?.DeepClone();
            }
        }
    }

    private static async Task SeedAsync(RedisServerProcess server, string[][] seed)
    {
        await using var redis = await server.ConnectAsync();
        foreach (string[] command in seed)
        {
            await redis.CallAsync([.. command]);
        }
    }

    private static Dictionary<string, string> Urls(Dictionary<string, RedisServerProcess> servers) => servers.ToDictionary(
        server => server.Key == "default" ? "REDIS_URL" : "REDIS_URL_" + server.Key.ToUpperInvariant(),
        server => $"redis://127.0.0.1:{server.Value.Port}");

    private static PromptSession Read(string file) => PromptSession.Parse(RepositoryFile.Read($"{Folder}/{file}"));
}
