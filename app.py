"""The dashboard: `streamlit run app.py` or `throughgate serve`."""

from throughgate.frame import lay_out

lay_out()
