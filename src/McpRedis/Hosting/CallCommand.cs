using System.Text;
using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Pipeline;

namespace McpRedis.Hosting;

/// <summary>
/// <c>mcp-redis call TOOL name=value …</c>: one call without an MCP client, through the same pipeline. What it sets going ends with this process, so it waits for that and writes what it came to.
/// </summary>
internal static class CallCommand
{
    public static async Task<int> RunAsync(Startup startup, string name, string[] pairs, string? json, bool waits, CancellationToken cancellationToken)
    {
        if (startup.Refuse() is { } refused)
        {
            return refused;
        }
        using var loggers = startup.Loggers();
        try
        {
            await using var composition = await startup.ComposeAsync(loggers, cancellationToken);
            if (composition.Catalogue.Find(name) is not { } tool)
            {
                return Refuse(name, composition.Catalogue);
            }
            var arguments = Arguments(pairs, json, composition.Catalogue.InputSchemaOf(tool));
            // Without a terminal there is nobody to ask: then the reply has a token, good for another process when MCP_REDIS_CONFIRM_KEY is set.
            var call = new CallRequest(tool, arguments, Proof: Console.IsInputRedirected || Console.IsErrorRedirected ? CallProof.Telling : CallProof.Asking);
            return await RunAsync(composition, call, waits, cancellationToken);
        }
        catch (Fault fault)
        {
            Console.Error.WriteLine($"mcp-redis: {fault.Message} {fault.Hint}");
            return fault.Code == ErrorCode.InvalidArgument ? ExitCode.Usage : ExitCode.Configuration;
        }
    }

    private static async Task<int> RunAsync(Composition composition, CallRequest call, bool waits, CancellationToken cancellationToken)
    {
        int code;
        try
        {
            var outcome = await AskedCall.RunAsync(composition.Pipeline, call, needed => new(TerminalQuestion.Ask(needed, Console.In, Console.Error)), cancellationToken);
            Console.Out.WriteLine(Encoding.UTF8.GetString(outcome.Json.Span));
            code = outcome.IsError ? ExitCode.Failed : ExitCode.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine("mcp-redis: the call was stopped.");
            code = ExitCode.Failed;
        }
        return waits ? Math.Max(code, await CalledJobs.FollowAsync(composition, call, CalledJobs.Running(composition), cancellationToken)) : code;
    }

    private static int Refuse(string name, ToolCatalogue catalogue)
    {
        if (ToolCatalogue.All.FirstOrDefault(t => t.Name == name) is { } hidden)
        {
            Console.Out.WriteLine(Encoding.UTF8.GetString(ErrorFilter.Failed(McpServerFactory.NotListed(hidden, catalogue.TakesConnection)).Json.Span));
            return ExitCode.Failed;
        }
        Console.Error.WriteLine(Echo.MayHoldSecret(name)
            ? $"mcp-redis: {Echo.NotRepeated} Expected the name of a tool."
            : $"mcp-redis: no tool {name}.{Nearest.Hint(name, catalogue.Listed.Select(t => t.Name))} See mcp-redis tools.");
        return ExitCode.Usage;
    }

    private static Dictionary<string, JsonElement> Arguments(string[] pairs, string? json, string schema)
    {
        var arguments = new Dictionary<string, JsonElement>();
        if (json is not null)
        {
            var all = Parse(json, "--json");
            if (all.ValueKind != JsonValueKind.Object)
            {
                throw Fault.Argument("--json", "expected one JSON object.");
            }
            foreach (var member in all.EnumerateObject())
            {
                arguments[member.Name] = member.Value.Clone();
            }
        }
        using var properties = JsonDocument.Parse(schema);
        foreach (string pair in pairs)
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw Fault.Argument(Echo.MayHoldSecret(pair) ? "an argument" : pair, "expected name=value.");
            }
            string name = pair[..equals], value = pair[(equals + 1)..];
            bool list = properties.RootElement.GetProperty("properties").TryGetProperty(name, out var property) && property.GetProperty("type").ValueEquals("array");
            if (!arguments.TryAdd(name, Value(name, value, list)))
            {
                throw Fault.Argument(name, "is given twice.");
            }
        }
        return arguments;
    }

    // keys=a is a list of one; keys=["a","b"] is JSON; everything else is text, which the tool reads as the type it needs.
    private static JsonElement Value(string name, string value, bool list)
    {
        if (list && value.StartsWith('['))
        {
            return Parse(value, name);
        }
        return Parse(list ? $"[{Quote(value)}]" : Quote(value), name);
    }

    private static string Quote(string value) => $"\"{JsonEncodedText.Encode(value)}\"";

    private static JsonElement Parse(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw Fault.Argument(name, "is not valid JSON.");
        }
    }
}
