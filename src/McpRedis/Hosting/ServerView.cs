using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Completions;
using McpRedis.Guard;
using McpRedis.Http;
using McpRedis.Pipeline;
using McpRedis.Prompts;
using McpRedis.Redis.Connections;
using McpRedis.Resources;
using McpRedis.Skills;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Hosting;

/// <summary>
/// The server as callers with one grant see it: which tools there are, on which connections, and what a call may do there.
/// What is not in a view cannot be reached through it: its tools, resources, prompts and completions know the connections
/// of the grant and no others. It holds nothing of its callers, so all with the same grant share one, and it may be made
/// anew at any time.
/// </summary>
internal sealed class ServerView : IServiceProvider
{
    private readonly Composition _shared;
    private readonly Lazy<McpServerOptions> _options;

    /// <param name="shared">What all views have in common.</param>
    /// <param name="grant">What the callers may do of what the operator allows.</param>
    /// <param name="connections">The connections as they are open to the callers.</param>
    /// <param name="listing">What is listed.</param>
    /// <param name="guard">What the operator allows, lowered by the grant.</param>
    public ServerView(Composition shared, Grant grant, ConnectionRegistry connections, Listing listing, GuardOptions guard)
    {
        (_shared, Grant, Connections, Listing) = (shared, grant, connections, listing);
        Pipeline = new CallPipeline(
            shared.Audit,
            shared.Errors,
            listing.Arguments,
            shared.Deadline,
            new GuardFilter(grant, guard, connections, shared.Desk),
            shared.Budget,
            this);
        Resources = new KeyResources(Catalogue, connections, CallAsync);
        Completions = new ArgumentCompletions(connections, CallAsync, reference => reference switch
        {
            ResourceTemplateReference template => template.Uri == KeyUri.Template,
            PromptReference prompt => Prompts.Shown.Any(p => p.Name == prompt.Name),
            _ => false,
        });
        _options = new(() => McpServerFactory.Options(this));
    }

    public Grant Grant { get; }

    public ConnectionRegistry Connections { get; }

    public Listing Listing { get; }

    public ToolCatalogue Catalogue => Listing.Catalogue;

    public CallPipeline Pipeline { get; }

    public KeyResources Resources { get; }

    public ArgumentCompletions Completions { get; }

    /// <summary>Those of the whole program: sessions and listening requests end there, whatever their view.</summary>
    public ResourceSubscriptions Subscriptions => _shared.Subscriptions;

    /// <summary>Made when first asked for, which is not at the start.</summary>
    public PromptAnswers Prompts => field ??= new(Catalogue);

    /// <summary>The same.</summary>
    public SkillAnswers Skills => field ??= new(new SkillLibrary(Prompts));

    /// <summary>For every server object that answers callers of this view; made once.</summary>
    public McpServerOptions Options => _options.Value;

    /// <summary>For the HTTP face; made once.</summary>
    public QuickView Quick => field ??= new(Catalogue, Pipeline);

    public object? GetService(Type serviceType) => serviceType == typeof(ConnectionRegistry) ? Connections : _shared.GetService(serviceType);

    // A tool's call for a face that is no tool.
    private async ValueTask<ToolAnswer?> CallAsync(ToolQuestion question, CancellationToken cancellationToken)
    {
        if (Catalogue.Find(question.Tool) is not { } definition)
        {
            return null;
        }
        var arguments = question.Arguments;
        if (Catalogue.TakesConnection)
        {
            arguments["connection"] = JsonElement.Parse($"\"{question.Connection}\"");
        }
        if (question.Database is { } number)
        {
            arguments["database"] = JsonElement.Parse(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        var call = new CallRequest(definition, arguments) { Principal = question.User is null ? Principal.Local : Caller.Of(question.User) };
        var outcome = await Pipeline.RunAsync(call, cancellationToken);
        return new ToolAnswer(outcome.Json, outcome.Code, outcome.Note);
    }
}
