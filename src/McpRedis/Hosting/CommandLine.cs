using System.CommandLine;
using McpRedis.Faults;

namespace McpRedis.Hosting;

/// <summary>
/// The command line: commands here, options from <see cref="OptionDefinitions"/>. Parsing is the library's; what is
/// said about a mistake is ours, one line each with the nearest right word.
/// </summary>
internal static class CommandLine
{
    // More than a command takes to leave in order: http finishes what is being worked on. The library's own two seconds would cut that off.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(20);

    // The commands that read what is there for HTTP alone. Others refuse it; from the environment and the file, which all commands share, they leave it unread.
    private static readonly string[] HttpCommands = ["http", "healthcheck", "check"];

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length == 0)
        {
            // What every client does. The parser would cost it a tenth of its start.
            return await StdioCommand.RunAsync(Startup.Read(new Dictionary<string, string>()));
        }
        if (args.Contains("migrate"))
        {
            WorkerSpinning.Stop();
        }
        var options = OptionDefinitions.All.Where(d => d.OnCommandLine).ToDictionary(d => d, Declare);
        var root = new RootCommand("Redis for AI assistants: MCP over stdio or HTTP. Without a command: stdio.");
        foreach (var option in options.Values)
        {
            root.Options.Add(option);
        }
        Startup Read(ParseResult result) => Startup.Read(Given(result, options));
        root.SetAction((result, _) => StdioCommand.RunAsync(Read(result)));
        root.Subcommands.Add(Make("stdio", "Serve MCP over stdin and stdout (the default).", (result, _) => StdioCommand.RunAsync(Read(result))));
        root.Subcommands.Add(Make("http", "Serve MCP over HTTP at /mcp, with /health/live and /health/ready.", (result, ct) => HttpCommand.RunAsync(Startup.ReadHttp(Given(result, options)), ct)));
        root.Subcommands.Add(Make("healthcheck", "Ask the HTTP server of this machine whether it lives.", (result, ct) => HealthCheckCommand.RunAsync(Startup.ReadHttp(Given(result, options)), ct)));
        root.Subcommands.Add(Make("demo", "A short real session with an embedded server, as a transcript.", (result, ct) => DemoCommand.RunAsync(Read(result), ct)));
        root.Subcommands.Add(Make("check", "Check the configuration and every connection; print what is in force.", (result, ct) => CheckCommand.RunAsync(Read(result), ct)));

        var name = new Option<string>("--name") { Description = "Name of its principal.", DefaultValueFactory = _ => "client" };
        var token = Make("token", "Make a token for HTTP clients, and its entry for the tokens file.", (result, _) => Task.FromResult(TokenCommand.Run(result.GetValue(name)!)));
        token.Options.Add(name);
        root.Subcommands.Add(token);

        var asJson = new Option<bool>("--json") { Description = "As JSON, the way a client gets it." };
        var tools = Make("tools", "List the tools a client would see, with their cost in tokens.", (result, _) => Task.FromResult(ToolsCommand.Run(Read(result), result.GetValue(asJson))));
        tools.Options.Add(asJson);
        root.Subcommands.Add(tools);

        var tool = new Argument<string>("TOOL") { Description = "Name of the tool." };
        var pairs = new Argument<string[]>("name=value") { Description = "Its arguments; lists and objects as JSON.", Arity = ArgumentArity.ZeroOrMore };
        var json = new Option<string>("--json") { Description = "All arguments as one JSON object." };
        var noWait = new Option<bool>("--no-wait") { Description = "End after the reply. A job that the call has started is stopped then, as it lives in this process." };
        var call = Make("call", "Call one tool, through the same guards as a client. What goes on as a job is waited for: its end is a second line, as redis_job_get tells it. Ctrl-C stops it.", (result, ct) =>
            CallCommand.RunAsync(Read(result), result.GetValue(tool)!, result.GetValue(pairs) ?? [], result.GetValue(json), !result.GetValue(noWait), ct));
        call.Arguments.Add(tool);
        call.Arguments.Add(pairs);
        call.Options.Add(json);
        call.Options.Add(noWait);
        root.Subcommands.Add(call);

        root.Subcommands.Add(MigrateOptions.Make(Read));

        foreach (var command in root.Subcommands.Where(command => HttpCommands.Contains(command.Name)))
        {
            foreach (var definition in HttpOptionDefinitions.All.Where(definition => definition.OnCommandLine))
            {
                command.Options.Add(options[definition]);
            }
        }

        var parsed = root.Parse(args);
        return parsed.Errors.Count == 0 ? await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = LongestEnd }) : Refuse(parsed, root);
    }

    private static Command Make(string name, string description, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        var command = new Command(name, description);
        command.SetAction(action);
        return command;
    }

    private static Option Declare(OptionDefinition definition)
    {
        Option option = definition.Kind == OptionKind.Flag ? new Option<bool>(definition.Flag) : new Option<string>(definition.Flag);
        option.Description = definition.Summary;
        option.Recursive = !HttpOptionDefinitions.All.Contains(definition);
        return option;
    }

    private static Dictionary<string, string> Given(ParseResult result, Dictionary<OptionDefinition, Option> options)
    {
        var given = new Dictionary<string, string>();
        foreach (var (definition, option) in options)
        {
            if (result.GetResult(option) is { Implicit: false } found)
            {
                given[definition.Name] = found.Tokens.Count == 0 ? "true" : string.Join(',', found.Tokens.Select(t => t.Value));
            }
        }
        return given;
    }

    private static int Refuse(ParseResult parsed, RootCommand root)
    {
        var command = parsed.CommandResult.Command;
        var known = Names(command.Options.Concat(root.Options.Where(option => option.Recursive)));
        string[] commands = [.. root.Subcommands.Select(c => c.Name)];
        OptionDefinition? misplaced = null;
        foreach (string token in parsed.UnmatchedTokens)
        {
            if (misplaced is { Kind: not OptionKind.Flag } && !token.StartsWith('-'))
            {
                misplaced = null;   // its value
                continue;
            }
            // Only the name is echoed: what follows the equals sign may be a secret.
            string name = token.Split('=')[0];
            misplaced = HttpOptionDefinitions.All.FirstOrDefault(option => option.Flag == name);
            Console.Error.WriteLine(Echo.MayHoldSecret(token.StartsWith('-') ? name : token)
                ? $"mcp-redis: {Echo.NotRepeated}"
                : misplaced is not null
                ? $"mcp-redis: {name} is no option of {command.Name}; it goes with {string.Join(", ", HttpCommands)}."
                : token.StartsWith('-')
                ? $"mcp-redis: unknown option {name}.{Nearest.Hint(name, known)} See mcp-redis --help."
                : $"mcp-redis: unknown command {name}; commands are {string.Join(", ", commands)}.{Nearest.Hint(name, commands)}");
        }
        if (parsed.UnmatchedTokens.Count == 0)
        {
            foreach (var error in parsed.Errors)
            {
                Console.Error.WriteLine($"mcp-redis: {(Echo.MayHoldSecret(error.Message) ? Echo.NotRepeated : error.Message)}");
            }
        }
        return ExitCode.Usage;
    }

    private static string[] Names(IEnumerable<Option> options) => [.. options.Select(o => o.Name).Distinct()];
}
