using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Palimpsest.Diffusion.Generation;
using Palimpsest.Imaging;
using Palimpsest.Imaging.Metadata;
using Palimpsest.Studio.Components.Controls;
using Palimpsest.Studio.Components.State;
using Palimpsest.Studio.Gallery;
using Palimpsest.Studio.Inputs;
using Palimpsest.Studio.Jobs;
using Palimpsest.Studio.Jobs.Requests;

namespace Palimpsest.Studio.Components.Workbench;

/// <summary>
/// A page that makes pictures. What is set on it is remembered by the browser; its jobs and pictures are the server's, so that a reload, a second tab and
/// a connection that was lost show them again.
/// </summary>
public abstract class BenchPage : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan SaveDelay = TimeSpan.FromMilliseconds(400);

    private readonly CancellationTokenSource _closing = new();
    private IJSObjectReference? _module, _keys;
    private DotNetObjectReference<BenchPage>? _self;
    private int _changes, _saved;

    [Inject]
    protected IJobQueue Queue { get; set; } = null!;

    [Inject]
    protected IGallery Gallery { get; set; } = null!;

    [Inject]
    protected InputPictures Inputs { get; set; } = null!;

    [Inject]
    protected FormRequest Requests { get; set; } = null!;

    [Inject]
    private GivenPictures Given { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private Filmstrips Filmstrips { get; set; } = null!;

    [Inject]
    private IJSRuntime Script { get; set; } = null!;

    /// <summary>A picture of the gallery that another page sends here.</summary>
    [SupplyParameterFromQuery(Name = "picture")]
    public long? SentPicture { get; set; }

    /// <summary>A picture from outside that another page sends here, see <see cref="InputPictures"/>.</summary>
    [SupplyParameterFromQuery(Name = "input")]
    public string? SentInput { get; set; }

    /// <summary>The settings that the sent picture was made with are wanted too.</summary>
    [SupplyParameterFromQuery(Name = "settings")]
    public bool SentSettings { get; set; }

    protected StudioForm Form { get; private set; } = new();

    protected FieldErrors Errors { get; } = new();

    protected JobWatch? Watch { get; private set; }

    /// <summary>What went wrong, for the top of the page.</summary>
    protected string? Error { get; set; }

    protected bool IsReady { get; private set; }

    protected bool IsSending { get; private set; }

    /// <summary>How far a batch is read while it is sent; null: none is.</summary>
    protected string? Reading { get; private set; }

    /// <summary>The picture whose seed can be taken over.</summary>
    protected GalleryPicture? ShownPicture { get; set; }

    protected GalleryPicture? Latest => ShownPicture is { } shown && shown.JobId == Watch?.Job?.Id ? shown : Watch?.Pictures.FirstOrDefault();

    /// <summary>How this page's jobs and its draft are called.</summary>
    protected abstract string Tag { get; }

    /// <summary>What the page holds before anything was set.</summary>
    protected abstract Task<StudioForm> FirstFormAsync();

    /// <param name="reading">Told how many pictures of a batch are read, and of how many.</param>
    protected abstract StudioRequest MakeRequest(IProgress<(int Done, int All)> reading);

    /// <summary>What must be on the server before a request can be made.</summary>
    protected virtual Task FlushAsync() => Task.CompletedTask;

    /// <summary>Puts a sent picture to use.</summary>
    protected abstract Task ReceiveAsync(ChosenPicture picture, string? infotext);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _self = DotNetObjectReference.Create(this);
        _module = await Browser.ImportAsync(Script);
        _keys = await _module.InvokeAsync<IJSObjectReference>("shortcuts", _self);
        Form = await ReadDraftAsync() ?? await FirstFormAsync();
        Watch = new JobWatch(Queue, Gallery, Filmstrips, Tag);
        Watch.Changed += OnWatched;
        await Watch.StartAsync();
        await ReceiveAsync();
        IsReady = true;
        StateHasChanged();
    }

    protected override async Task OnParametersSetAsync()
    {
        // A picture that is sent to the page while it is open.
        if (IsReady && (SentPicture is not null || SentInput is not null))
        {
            await ReceiveAsync();
        }
    }

    /// <summary>Something was set: the browser remembers it a moment later.</summary>
    protected async Task ChangedAsync()
    {
        int change = ++_changes;
        StateHasChanged();
        await Task.Delay(SaveDelay, _closing.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        if (change == _changes && !_closing.IsCancellationRequested)
        {
            await SaveDraftAsync();
        }
    }

    protected Task GenerateAsync() => SubmitAsync(request => request);

    protected async Task AgainAsync(GalleryPicture picture)
    {
        Form.Seed = picture.Seed;
        await SubmitAsync(request => request);
    }

    /// <summary>Makes a request of what is set and hands it to the queue. What is wrong is shown, and nothing is sent then.</summary>
    protected async Task SubmitAsync(Func<StudioRequest, StudioRequest> change)
    {
        if (IsSending)
        {
            return;
        }

        Errors.ForgetRefusals();
        Error = Errors.First?.Message;
        if (Errors.First is (string field, _))
        {
            await Browser.FocusAsync(_module!, field);
            return;
        }

        IsSending = true;
        string? refused = null;
        using IDisposable sending = Given.Send();
        try
        {
            await FlushAsync();
            await SaveDraftAsync();
            var reading = new Progress<(int Done, int All)>(ShowReading);
            StudioRequest request = change(await Task.Run(() => MakeRequest(reading)));
            await Queue.SubmitAsync(request, Guid.NewGuid().ToString());
            ShownPicture = null;
            await Watch!.SubmittedAsync();
        }
        catch (Exception exception) when (exception is StudioRequestException or StudioStorageException or PictureException or GenerationException)
        {
            Error = exception.Message;
            refused = FieldControls.IdOf((exception as StudioRequestException)?.Field, Tag == PageTag.Txt2Img);
        }
        finally
        {
            (IsSending, Reading) = (false, null);
            StateHasChanged();
        }

        if (refused is not null)
        {
            Errors.Refuse(refused, Error!);
            StateHasChanged();
            await Browser.FocusAsync(_module!, refused);
        }
    }

    /// <summary>A key that was pressed anywhere in the page; called by its script.</summary>
    [JSInvokable]
    public async Task OnShortcut(string name)
    {
        switch (name)
        {
            case "generate":
                await GenerateAsync();
                break;
            case "skip" when Watch?.Progress is not null:
                Queue.SkipBatch();
                break;
            case "interrupt" when Watch?.Progress is not null:
                Queue.Interrupt();
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        if (Watch is not null)
        {
            Watch.Changed -= OnWatched;
            await Watch.DisposeAsync();
        }

        if (_saved != _changes)
        {
            // Left for another page a moment after the change.
            await SaveDraftAsync();
        }

        await Browser.ReleaseAsync(_keys, _module);
        _self?.Dispose();
        GC.SuppressFinalize(this);
    }

    private void ShowReading((int Done, int All) read)
    {
        // Told late, it would stay.
        if (IsSending && read.All > 1)
        {
            Reading = $"Reading the pictures: {read.Done} of {read.All}";
            StateHasChanged();
        }
    }

    private void OnWatched() => InvokeAsync(StateHasChanged);

    private async Task ReceiveAsync()
    {
        try
        {
            if (SentPicture is long id && await Gallery.FindAsync(id) is GalleryPicture picture)
            {
                await ReceiveAsync(await Inputs.AddAsync(picture), SentSettings ? picture.Infotext : null);
            }
            else if (SentInput is string input)
            {
                (ChosenPicture sent, PictureDescription description) = Inputs.Find(input);
                await ReceiveAsync(sent, SentSettings ? GenerationText.Read(description).Text : null);
            }
            else
            {
                return;
            }

            await SaveDraftAsync();

            // A reload must not bring the picture again over what was set since.
            Navigation.NavigateTo(new Uri(Navigation.Uri).AbsolutePath, replace: true);
        }
        catch (Exception exception) when (exception is PictureException or StudioRequestException)
        {
            Error = exception.Message;
        }
    }

    private async Task<StudioForm?> ReadDraftAsync()
    {
        string? draft = await _module!.InvokeAsync<string?>("read", Tag);
        try
        {
            return draft is null ? null : JsonSerializer.Deserialize<StudioForm>(draft);
        }
        catch (JsonException)
        {
            // Of another version, or tampered with: the page begins anew.
            return null;
        }
    }

    private async Task SaveDraftAsync()
    {
        _saved = _changes;
        try
        {
            await _module!.InvokeVoidAsync("write", Tag, JsonSerializer.Serialize(Form));
        }
        catch (JSDisconnectedException)
        {
            // The page is closed; it was remembered at the change before.
        }
    }
}
