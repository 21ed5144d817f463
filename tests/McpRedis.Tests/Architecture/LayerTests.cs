using System.Text.RegularExpressions;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Architecture;

/// <summary>
/// Who may know whom, held over the <c>using</c> lines of the source. faces never touch the pipeline · engines never hear of MCP · only
/// Redis/ talks to Redis.
/// </summary>
public sealed partial class LayerTests
{
    private const string Source = "src/McpRedis/";

    // Engines: what knows Redis and nothing of the protocol.
    private static readonly string[] Engines = ["Keyspace", "Topology", "Diagnostics", "Persistence", "Migration", "Analysis"];

    // A room and the rooms it may import; Faults is everybody's, Hosting may import all.
    private static readonly Dictionary<string, string[]> Doors = new()
    {
        ["Faults"] = [],
        ["Reply"] = [],
        ["Jobs"] = [],
        // The formats of files and payloads: bytes in, bytes out.
        ["Rdb"] = [],
        ["Redis"] = [],
        // Values page by page within the budget: what every family of data tools shares.
        ["Reading"] = ["Redis", "Reply"],
        ["Keyspace"] = ["Redis"],
        ["Topology"] = ["Redis"],
        ["Diagnostics"] = ["Redis", "Keyspace", "Topology"],
        ["Persistence"] = ["Redis", "Keyspace"],
        ["Migration"] = ["Redis", "Rdb", "Keyspace", "Persistence", "Topology", "Jobs"],
        // Big keys, hot keys, prefixes: from a server, from a file, or from what MONITOR shows.
        ["Analysis"] = ["Redis", "Keyspace", "Rdb", "Topology", "Diagnostics"],
        ["Catalogue"] = [],
        ["Guard"] = ["Catalogue", "Redis"],
        ["Pipeline"] = ["Catalogue", "Guard", "Reply", "Redis"],
        // CallGuard: a tool asks again when its arguments turn out to be more dangerous than the tool as a whole.
        ["Tools"] = ["Catalogue", "Guard", "Reply", "Reading", "Redis", "Jobs", .. Engines],
        ["Resources"] = ["Catalogue", "Reply", "Reading", "Redis", "Jobs", .. Engines],
        ["Prompts"] = ["Catalogue", "Reply", "Redis", "Jobs", .. Engines],
        ["Completions"] = ["Catalogue", "Reply", "Redis", "Jobs", .. Engines],
        ["Dashboards"] = ["Catalogue", "Reply", "Redis", "Jobs", .. Engines],
        ["Skills"] = ["Catalogue", "Prompts", "Reply", "Jobs"],
        // The front desk answers calls itself, and so calls the pipeline as the SDK's server does.
        ["Wire"] = ["Catalogue", "Pipeline"],
        ["Stdio"] = ["Catalogue", "Pipeline", "Wire"],
        // Who is calling becomes a principal of the guard, with an access level of the gateway; it asks the server nothing.
        ["Auth"] = ["Guard", "Redis"],
        ["Http"] = ["Auth", "Catalogue", "Guard", "Pipeline", "Reply", "Wire"],
    };

    // Libraries that have their rooms; a name that begins so, and where it may be used.
    private static readonly (string Library, string[] Rooms)[] Libraries =
    [
        ("ModelContextProtocol", ["Pipeline", "Wire", "Stdio", "Http", "Hosting", "Guard", "Resources", "Prompts", "Completions", "Skills", "Dashboards"]),
        ("StackExchange.Redis", ["Redis"]),
        ("System.Net.Sockets", ["Redis", "Http"]),
        ("Serilog", ["Hosting"]),
        ("OpenTelemetry", ["Hosting"]),
        ("System.CommandLine", ["Hosting", ""]),
        ("Microsoft.AspNetCore", ["Http", "Hosting"]),
    ];

    private static readonly string[] Files = [.. RepositoryFile.Paths("src/McpRedis", "*.cs")];

    [Fact]
    public void Rooms_import_only_what_their_doors_open_to() => Assert.Empty(
        from file in Files
        let room = Room(file)
        where room is not ("Hosting" or "")
        from import in Imports(file)
        where import.StartsWith("McpRedis.", StringComparison.Ordinal)
        let other = import.Split('.')[1]
        where other != room && other != "Faults" && !Doors.GetValueOrDefault(room, []).Contains(other)
        select $"{file} imports {import}");

    [Fact]
    public void Every_room_has_its_doors() => Assert.Empty(Files.Select(Room).Distinct().Except([.. Doors.Keys, "Hosting", ""]));

    // A full name would go round the using lines.
    [Fact]
    public void Other_rooms_are_not_reached_by_their_full_names() => Assert.Empty(
        from file in Files
        let room = Room(file)
        where room is not ("Hosting" or "")
        from Match match in FullName().Matches(WithoutComments(file))
        let other = match.Groups[1].Value
        where other != room && other != "Faults" && !Doors.GetValueOrDefault(room, []).Contains(other)
        select $"{file} names {match.Value}");

    [Fact]
    public void Tool_families_do_not_know_each_other() => Assert.Empty(
        from file in Files
        where Room(file) == "Tools"
        from import in Imports(file)
        where import.StartsWith("McpRedis.Tools", StringComparison.Ordinal)
        select $"{file} imports {import}");

    [Fact]
    public void Libraries_stay_in_their_rooms() => Assert.Empty(
        from file in Files
        from library in Libraries
        where !library.Rooms.Contains(Room(file))
        where Imports(file).Any(import => import.StartsWith(library.Library, StringComparison.Ordinal)) || WithoutComments(file).Contains($" {library.Library}.", StringComparison.Ordinal)
        select $"{file} uses {library.Library}");

    [Fact]
    public void Console_is_touched_in_Hosting_alone() => Assert.Empty(
        from file in Files
        where Room(file) is not ("Hosting" or "") && ConsoleUse().IsMatch(WithoutComments(file))
        select file);

    private static string Room(string file)
    {
        string rest = file[Source.Length..];
        return rest.Contains('/', StringComparison.Ordinal) ? rest[..rest.IndexOf('/', StringComparison.Ordinal)] : "";
    }

    private static IEnumerable<string> Imports(string file) => Using().Matches(RepositoryFile.Read(file)).Select(match => match.Groups[1].Value);

    private static string WithoutComments(string file) => Comment().Replace(RepositoryFile.Read(file), "");

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"(?<![\w.""])McpRedis\.(\w+)\.\w+")]
    private static partial Regex FullName();

    [GeneratedRegex(@"(?m)^\s*//.*$|(?<=[;{}\s])//.*$|^(?:using|namespace) .*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bConsole\.")]
    private static partial Regex ConsoleUse();
}
