using System.Text.Json;
using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>
/// All connections an operator configured, by environment and by file, checked together.
/// The environment comes first: its URL takes the place of the file's, together with the password that belongs to that
/// URL. The limits of the file (access, keyPrefix, databases) stay: an override must not widen what may be done.
/// </summary>
/// <param name="Connections">The default one first, the others by name. Complete only without mistakes.</param>
/// <param name="Mistakes">One line each, beginning with the place; they hold no value that was given.</param>
/// <param name="Warnings">The same, for what is allowed but unwise.</param>
/// <param name="Secrets">Everything <see cref="Redaction"/> must keep out of texts, of refused settings too.</param>
internal sealed record ConnectionSettings(
    IReadOnlyList<ConnectionOptions> Connections,
    IReadOnlyList<string> Mistakes,
    IReadOnlyList<string> Warnings,
    IReadOnlyCollection<string> Secrets)
{
    /// <param name="environment">All variables; others than ours are passed over.</param>
    /// <param name="section">The value of <c>connections</c> in the config file; null without one.</param>
    /// <param name="file">Path of the config file, at whose folder its relative paths begin.</param>
    public static ConnectionSettings Read(IReadOnlyDictionary<string, string> environment, JsonElement? section = null, string file = ".")
    {
        var notes = new ConnectionNotes();
        var variables = ConnectionVariables.Read(environment, notes);
        var entries = section is { } element ? new ConnectionEntries(file, notes).Read(element) : [];
        var names = entries.Keys.Union(variables.Values.Where(one => one.Url is not null || one.Broken).Select(one => one.Name))
            .OrderBy(name => name == ConnectionName.Default ? "" : name, StringComparer.Ordinal).ToArray();

        var connections = new List<ConnectionOptions>();
        foreach (string name in names)
        {
            var fromFile = entries.GetValueOrDefault(name) ?? new ConnectionDraft(name);
            var fromEnvironment = variables.GetValueOrDefault(name) ?? new ConnectionDraft(name);
            if (Merge(fromEnvironment, fromFile, notes) is { } options)
            {
                connections.Add(options);
            }
        }
        foreach (var draft in variables.Values.Where(draft => !names.Contains(draft.Name)))
        {
            NoteStray(draft, names, notes);
        }
        return new ConnectionSettings(connections, notes.Mistakes, notes.Warnings, notes.Secrets);
    }

    private static ConnectionOptions? Merge(ConnectionDraft environment, ConnectionDraft file, ConnectionNotes notes)
    {
        bool replaced = environment.Url is not null && file.Url is not null;
        if (replaced)
        {
            notes.Warnings.Add($"{file.Url!.Source} is not used: {environment.Url!.Source} comes first.");
        }
        if ((environment.Url ?? file.Url) is not { } url)
        {
            if (!environment.Broken && !file.Broken)
            {
                notes.Mistakes.Add($"{ConnectionEntries.Section}.{file.Name}: no address; expected 'url' or 'urlFile' here, or {ConnectionName.Variable(ConnectionVariables.UrlFamily, file.Name)}.");
            }
            return null;
        }
        var parsed = RedisUri.Parse(file.Name, url.Source, url.Value);
        notes.Mistakes.AddRange(parsed.Mistakes);
        if (parsed.Options is not { } options)
        {
            return null;
        }
        options = options with
        {
            User = Fill(options.User, "users", url, environment.User, notes),
            Password = Fill(options.Password, "passwords", url, environment.Password ?? (replaced ? null : file.Password), notes),
            Access = file.Access,
            KeyPrefix = file.KeyPrefix,
            Databases = file.Databases,
        };
        ConnectionChecks.Run(options, notes);
        return options;
    }

    // A URL that carries none is filled; one that carries another is a conflict nobody can settle but the operator.
    private static string? Fill(string? own, string what, Setting url, Setting? other, ConnectionNotes notes)
    {
        if (own is not null && other is not null && own != other.Value)
        {
            notes.Mistakes.Add($"{url.Source} and {other.Source} give different {what}; keep one.");
        }
        return own ?? other?.Value;
    }

    // REDIS_PASSWORD alone is a name other programs use too, so it only earns a warning.
    private static void NoteStray(ConnectionDraft draft, string[] names, ConnectionNotes notes)
    {
        foreach (var stray in new[] { draft.User, draft.Password })
        {
            if (stray is null)
            {
                continue;
            }
            if (draft.Name == ConnectionName.Default)
            {
                notes.Warnings.Add($"{stray.Source} is not used: there is no {ConnectionVariables.UrlFamily}.");
            }
            else
            {
                notes.Mistakes.Add($"{stray.Source}: there is no connection '{draft.Name}'.{Nearest.Hint(draft.Name, names)}");
            }
        }
    }
}
