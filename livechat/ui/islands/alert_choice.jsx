// Which sound this device makes, to be heard when it is chosen, and whether it may notify.
import { useState } from "react";
import { beep, chooseSound, chosenSound, soundNames } from "./alerts.js";

const permission = () => ("Notification" in window ? Notification.permission : "unsupported");

export const AlertChoice = ({ labels = {} }) => {
  const [sound, setSound] = useState(chosenSound);
  const [allowed, setAllowed] = useState(permission);
  const choose = (name) => {
    chooseSound(name);
    setSound(name);
    beep();
  };
  const ask = () => Notification.requestPermission().then(setAllowed);
  return (
    <>
      <p className="label">{labels.sound}</p>
      <div className="chips" role="group" aria-label={labels.sound}>
        {soundNames.map((name) => (
          <button key={name} type="button" aria-pressed={sound === name} onClick={() => choose(name)}>
            {labels[name]}
          </button>
        ))}
      </div>
      <p className="label">{labels.notifications}</p>
      <div className="alert-state">
        <span role="status">{labels[allowed]}</span>
        {allowed === "default" && (
          <button type="button" className="btn dense" onClick={ask}>
            {labels.allow}
          </button>
        )}
      </div>
    </>
  );
};
