namespace Palimpsest.Studio.WebUIApi.Errors;

/// <summary>An answer that is an error, in webui's form (webui.md 1.3).</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="error">The name of the exception's class in webui.</param>
/// <param name="detail">What clients compare with: "Sampler not found".</param>
/// <param name="errors">What happened and what to do.</param>
internal sealed class WebUIException(int status, string error, string detail, string errors, Exception? inner = null) : Exception(errors.Length > 0 ? errors : detail, inner)
{
    public int Status => status;

    public string Error => error;

    public string Detail => detail;

    public string Errors => errors;

    /// <summary>An error that webui raises itself.</summary>
    public static WebUIException Http(int status, string detail, string errors = "", Exception? inner = null) => new(status, "HTTPException", detail, errors, inner);

    /// <summary>What webui answers when something fails within.</summary>
    public static WebUIException Internal(string error, string errors, Exception? inner = null) => new(500, error, "", errors, inner);
}
