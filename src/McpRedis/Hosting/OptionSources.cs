using System.Text.Json;
using McpRedis.Faults;
using McpRedis.Redis.Connections;

namespace McpRedis.Hosting;

/// <summary>The three places an option can be given in, in order of precedence. What is unknown in one is a mistake.</summary>
internal sealed class OptionSources(
    IReadOnlyDictionary<string, string> commandLine, IReadOnlyDictionary<string, string> environment, List<string> mistakes)
{
    public ConfigurationFile File { get; set; } = ConfigurationFile.None;

    /// <summary>Everything given for an option, the strongest first: its rank (0 command line, 1 environment, 2 file) and value.</summary>
    public IEnumerable<(int Rank, Setting Setting)> Of(OptionDefinition option)
    {
        if (commandLine.TryGetValue(option.Name, out string? argument))
        {
            yield return (0, new Setting(option.Flag, argument));
        }
        if (environment.TryGetValue(option.Variable, out string? variable))
        {
            yield return (1, new Setting(option.Variable, variable));
        }
        if (option.Kind == OptionKind.Secret && environment.TryGetValue(option.FileVariable, out string? path) && OfFile(option, path, variable) is { } secret)
        {
            yield return (1, secret);
        }
        if (option.InFile && File.Options.TryGetValue(option.FileKey, out var element))
        {
            string source = ConfigurationFile.Place + option.FileKey;
            if (Text(option.Kind, element) is { } text)
            {
                yield return (2, new Setting(source, option.Kind == OptionKind.Path ? Path.Combine(Path.GetDirectoryName(File.FullPath) ?? "", text) : text));
            }
            else
            {
                mistakes.Add($"{source}: expected {option.Form}, found {FileKeys.Article(element.ValueKind)}.");
            }
        }
    }

    private Setting? OfFile(OptionDefinition option, string path, string? variable)
    {
        var file = SecretFile.Read(path);
        if (file.Mistake is { } mistake)
        {
            mistakes.Add($"{option.FileVariable}: {mistake}");
        }
        else if (variable is not null && variable != file.Value)
        {
            mistakes.Add($"{option.Variable} and {option.FileVariable} give two different values; keep one.");
        }
        return file.Value is { } value ? new(option.FileVariable, value) : null;
    }

    /// <summary>Names nobody knows. Those in the file were found when it was read.</summary>
    public void FindUnknown()
    {
        foreach (string name in commandLine.Keys.Where(name => OptionDefinitions.Find(name) is not { OnCommandLine: true }))
        {
            mistakes.Add($"--{name}: unknown option.{Nearest.Hint("--" + name, OptionDefinitions.All.Where(option => option.OnCommandLine).Select(option => option.Flag))}");
        }
        var variables = OptionDefinitions.All.SelectMany(option => option.Kind == OptionKind.Secret ? (string[])[option.Variable, option.FileVariable] : [option.Variable]).ToHashSet(StringComparer.Ordinal);
        foreach (string variable in environment.Keys.Where(name => name.StartsWith(OptionDefinition.VariablePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (!variables.Contains(variable))
            {
                mistakes.Add($"{variable}: unknown variable.{Hint(variable, variables)}");
            }
        }
    }

    // The common beginning would make every two variables look alike.
    private static string Hint(string variable, IEnumerable<string> variables) =>
        Nearest.Of(variable[OptionDefinition.VariablePrefix.Length..], variables.Select(one => one[OptionDefinition.VariablePrefix.Length..])) is { } word
            ? $" Did you mean '{OptionDefinition.VariablePrefix}{word}'?"
            : "";

    private static string? Text(OptionKind kind, JsonElement element) => (kind, element.ValueKind) switch
    {
        (OptionKind.Flag, JsonValueKind.True) => "true",
        (OptionKind.Flag, JsonValueKind.False) => "false",
        (OptionKind.Bytes or OptionKind.Number, JsonValueKind.Number) => element.GetRawText(),
        (OptionKind.List, JsonValueKind.Array) => element.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? string.Join(',', element.EnumerateArray().Select(item => item.GetString()))
            : null,
        (not OptionKind.Flag, JsonValueKind.String) => element.GetString(),
        _ => null,
    };
}
